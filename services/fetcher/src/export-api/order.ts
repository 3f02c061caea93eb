import type { DayRange, ExportRequest, ExportScope, UserIdHashing } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';

export type OrderState =
  /** Not asked for yet, or to be asked for again. */
  | 'wanted'
  /** Being asked for: after a crash nobody knows whether the API made a job. */
  | 'asking'
  /** A job is being worked on. */
  | 'requested'
  /** The job is done; its files are not all here. */
  | 'ready'
  | 'downloaded'
  /** Given up: see `code` and `reason`. */
  | 'failed';

/** One export that the cycle sees to, from the wish to the files on disk. */
export interface Order {
  /** Names what is wanted, so that it is wanted once. */
  readonly key: string;
  readonly kind: 'tables' | 'clickstream';
  readonly scope: ExportScope;
  readonly hashing: UserIdHashing;
  /** UTC day on which it was first wanted. */
  readonly day: string;
  /** Clickstream only. */
  readonly interval: DayRange | null;
  readonly state: OrderState;
  /** Times that it failed. */
  readonly failures: number;
  /** UTC day before which it is not asked for (again). */
  readonly notBefore: string;
  readonly askedAt: Micros | null;
  readonly jobId: string | null;
  readonly polls: number;
  readonly nextPollAt: Micros;
  readonly snapshotAt: Micros | null;
  /** Code and words of the last failure; they stay until it succeeds. */
  readonly code: string | null;
  readonly reason: string | null;
  readonly changedAt: Micros;
}

/** A file of an order. */
export interface OrderFile {
  readonly orderKey: string;
  /** As the link names it. */
  readonly name: string;
  readonly path: string;
  /** What told the server's file from another one of its name; null where the server does not say. */
  readonly validator: string | null;
  readonly bytes: number;
}

export function newOrder(
  what: Pick<Order, 'kind' | 'scope' | 'hashing' | 'interval'>,
  day: string,
  now: Micros,
): Order {
  const part =
    what.interval === null ? `${what.hashing}/${day}` : `${what.interval.start}/${what.interval.end}`;
  return {
    ...what,
    key: `${what.kind}/${scopeName(what.scope)}/${part}`,
    day,
    state: 'wanted',
    failures: 0,
    notBefore: day,
    askedAt: null,
    jobId: null,
    polls: 0,
    nextPollAt: 0,
    snapshotAt: null,
    code: null,
    reason: null,
    changedAt: now,
  };
}

/** A name for a scope that can be a folder's. */
export function scopeName(scope: ExportScope): string {
  switch (scope.kind) {
    case 'course':
      return `course-${encodeURIComponent(scope.courseId)}`;
    case 'partner':
      return `partner-${encodeURIComponent(scope.partnerId)}`;
    case 'group':
      return `group-${encodeURIComponent(scope.groupId)}`;
  }
}

export function requestOf(order: Order, purpose: string, ignoreExisting: boolean): ExportRequest {
  const { kind, scope, hashing, interval } = order;
  return {
    kind,
    scope,
    hashing,
    purpose,
    ...(interval === null ? {} : { interval }),
    ...(ignoreExisting ? { ignoreExisting } : {}),
  };
}
