import type { Catalogue, Change, Explanation, HistoryDay, LearnerRecord } from '../model/learner.ts';
import type { MetricId } from '../model/metrics.ts';

/** Where a learner's page reads from and writes to. Every method throws a `Problem` and nothing else. */
export interface LearnerSource {
  load(): Promise<LearnerRecord>;
  catalogue(language: string): Promise<Catalogue>;
  /** Resolves when the change is durable. A `conflict`: it lost against another one, or its time has not come. */
  change(change: Change): Promise<void>;
  /** Null where the routes in use do not have it (Coursera widget). */
  readonly details: LearnerDetails | null;
  /** Told of changes as they come; null where the page has to ask. */
  readonly stream: ChangeStream | null;
  /** Address of a file with all that is held of the token's learner; null where the routes in use do not have it. */
  readonly ownData: string | null;
}

export interface LearnerDetails {
  explanation(metric: MetricId): Promise<Explanation>;
  /** Ascending by day. */
  history(metric: MetricId): Promise<readonly HistoryDay[]>;
}

export interface ChangeStream {
  /** Resolves when the server ends the stream; rejects with a `Problem` or an abort. */
  follow(listener: StreamListener, signal: AbortSignal): Promise<void>;
}

export interface StreamListener {
  readonly onOpen: () => void;
  /** Something about the learner changed. */
  readonly onChange: () => void;
}
