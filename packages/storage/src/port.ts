import type { Micros } from '@learning-tracker/metrics';

/** One learner in one course; `learnerId` is the table id. */
export interface LearnerRef {
  readonly courseId: string;
  readonly learnerId: string;
}

/** A part as stored: canonical bytes of the codec, opaque to the store. */
export interface PartRef extends LearnerRef {
  readonly part: string;
}

/** Changes with each change of the learner's parts; not part of the state, so never compared in a replay. */
export interface LearnerMeta {
  /** Digest of all parts (`codec/revision.ts`): cannot repeat with other content. */
  readonly revision: string;
  /** When the newest record of this learner entered the log. */
  readonly publishedAt: Micros;
  /** When it entered the store. */
  readonly processedAt: Micros;
}

/**
 * Who may write a partition: a partition of the learner-keyed topics, or `content` for the course-content topic
 * (course content, configuration, calibration and id map of all courses).
 */
export type PartitionId = number | 'content';

export interface Claim {
  readonly partition: PartitionId;
  /** Grows by one with each claim. */
  readonly epoch: number;
  /** Random; tells apart two claims of the same epoch after the store went back in time. */
  readonly id: string;
  /** Next offset by topic; a topic never committed is absent. */
  readonly positions: Readonly<Record<string, number>>;
}

/** Counted per topic and partition; the books balance: records in = the sum of these. */
export interface OutcomeCounts {
  readonly applied: number;
  readonly unchanged: number;
  readonly ignored: number;
  readonly deadLettered: number;
  readonly erased: number;
}

export interface PartChange extends PartRef {
  readonly bytes: Uint8Array;
}

/** `course/<course id>` content parts are named by `CoursePartName`. */
export interface CoursePartChange {
  readonly courseId: string;
  readonly part: string;
  readonly bytes: Uint8Array;
}

/** Table id ↔ dashboard id of one course; last writer wins by version, a row beats a tombstone, then the greater id. */
export interface IdMapping extends LearnerRef {
  readonly dashboardId: string;
  readonly version: Micros;
  readonly deleted: boolean;
}

/** Name of the part that `settings` reads; it stands under the dashboard id. */
export const SETTINGS_PART = 'settings';

/** A change of settings, ready for the log. */
export interface SettingsEvent {
  /** Random or derived; the same in every repeat of the event. */
  readonly eventId: string;
  /** The value of its record, opaque to the store. */
  readonly bytes: Uint8Array;
}

/** An accepted change that has not come back by the log yet; `learnerId` is the dashboard id. */
export interface PendingSettings extends LearnerRef, SettingsEvent {}

/** What a learner's figures were on one day of data: canonical bytes of the codec, opaque to the store. */
export interface DayFigures {
  /** Days since 1970, UTC (`dayOf`). */
  readonly day: number;
  readonly bytes: Uint8Array;
}

/** What a snapshot of a course's cohort is begun with. */
export interface CohortStart {
  /** Changes when the content is claimed anew, a learner is erased or the course's snapshots are dropped. */
  readonly fence: string;
  /** Written with the newest snapshot, and kept when that was dropped; opaque to the store. */
  readonly admission: Uint8Array | null;
}

export interface CohortChange extends DayFigures {
  readonly courseId: string;
  readonly admission: Uint8Array;
}

/** What is known of a learner's settings, all of one moment. */
export interface StoredSettings {
  /** Counts accepted proposals; that a pending event reaches the part does not change it. */
  readonly revision: number;
  readonly part: Uint8Array | null;
  readonly pending: readonly SettingsEvent[];
}

export interface SettingsProposal {
  /** The revision that the decision was made on. */
  readonly expectedRevision: number;
  readonly proposedAt: Micros;
  /** At least one; they become pending together. */
  readonly events: readonly [SettingsEvent, ...SettingsEvent[]];
}

/** `conflict`: another proposal came first, and nothing was stored. */
export type ProposalResult = 'accepted' | 'conflict';

/** All of it becomes visible in one atomic step, or nothing. */
export interface Commit {
  readonly positions: Readonly<Record<string, { readonly from: number; readonly to: number }>>;
  readonly parts: readonly PartChange[];
  /** One for each learner with a changed part. */
  readonly learners: readonly (LearnerRef & LearnerMeta)[];
  readonly courseParts: readonly CoursePartChange[];
  readonly ids: readonly IdMapping[];
  /** Changes of settings that came by the log, pending or not: they wait no longer. */
  readonly settled?: readonly (LearnerRef & Pick<SettingsEvent, 'eventId'>)[];
  /** By topic. */
  readonly counts: Readonly<Record<string, OutcomeCounts>>;
  /** The log end noted at the claim has been passed. */
  readonly complete: boolean;
}

/**
 * `already-committed`: the positions stand at `to` for this claim (a command sent twice).
 * `fenced`: another claim holds the partition, or the positions are not `from` (the store went back in time):
 * claim again and rewind.
 */
export type CommitResult = 'committed' | 'already-committed' | 'fenced';

/** Parts as `load` returns them: null where the learner has none of that name. */
export type LoadedPart = Uint8Array | null;

export interface LearnerRecord extends LearnerRef {
  readonly meta: LearnerMeta;
  readonly parts: ReadonlyMap<string, Uint8Array>;
}

export interface PartitionProgress {
  readonly partition: PartitionId;
  readonly epoch: number;
  readonly positions: Readonly<Record<string, number>>;
  readonly complete: boolean;
  /** Totals since the store was made, by topic. */
  readonly counts: Readonly<Record<string, OutcomeCounts>>;
}

/** A learner to be erased from one course. */
export interface LearnerIds {
  readonly courseId: string;
  /** Every id that is known of the learner: table ids and dashboard ids. */
  readonly ids: readonly string[];
}

/**
 * Elects one of several processes, for work that should not be done twice at once. A name has one owner at a time, until
 * the time it was taken for is over. It saves work and keeps order; it does not make work safe: an owner that was
 * suspended may still act after its time.
 */
export interface Leases {
  /** Takes it for `ttlMs` milliseconds from now, also again; false while another owner holds it. */
  acquire(name: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Prolongs it to `ttlMs` milliseconds from now; false where it is over or another's. */
  renew(name: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Gives it back; nothing where it is not `owner`'s. */
  release(name: string, owner: string): Promise<void>;
}

/** At once where the adapter has it at hand: every request of a gateway asks, and a promise costs more than the answer. */
export type Awaitable<T> = T | Promise<T>;

/**
 * Aggregates by partition: written by the one process that holds the claim, read by everybody.
 * Adapters: embedded (SQLite), redis. All of them pass `contract/`.
 */
export interface AggregateStore {
  /** Fixed at the first start; throws `STORE_PARTITIONS_MISMATCH` where the store was made with another count. */
  readonly partitions: number;

  claim(partition: PartitionId): Promise<Claim>;
  /** One round trip; results in the order asked. */
  load(partition: PartitionId, parts: readonly PartRef[]): Promise<readonly LoadedPart[]>;
  loadMeta(partition: PartitionId, learners: readonly LearnerRef[]): Promise<readonly (LearnerMeta | null)[]>;
  commit(partition: PartitionId, claim: Claim, commit: Commit): Promise<CommitResult>;

  /** Cheap; ask for it before `read`. Null where nothing is known of the learner. */
  meta(learner: LearnerRef): Awaitable<LearnerMeta | null>;
  read(learner: LearnerRef): Promise<LearnerRecord | null>;
  /** Every learner of a partition, ascending by course and learner; of one course also from behind a learner on. */
  scan(partition: number, courseId?: string, after?: string): AsyncIterable<LearnerRecord>;
  /** Learners changed after cursor `since` (0 = all), oldest first, and the cursor to ask with next time. */
  changes(
    since: number,
    limit: number,
  ): Promise<{ readonly learners: readonly LearnerRef[]; readonly cursor: number }>;

  /** Settings of a learner by dashboard id; revision 0 and nothing else where nothing is known. */
  settings(learner: LearnerRef): Awaitable<StoredSettings>;
  /**
   * Compares the revision and stores the events as pending, in one atomic step. `learnerId` is the dashboard id. The
   * same proposal sent again is `accepted` once more, unless another one was accepted since.
   */
  proposeSettings(
    partition: number,
    learner: LearnerRef,
    proposal: SettingsProposal,
  ): Promise<ProposalResult>;
  /** Pending events of a partition that were proposed at or before a time, oldest first. */
  pendingSettings(partition: number, proposedBy: Micros, limit: number): Promise<readonly PendingSettings[]>;

  /**
   * Keeps what learners of a partition had on a day; it takes the place of what was kept of the same day. Not state: no
   * record of the log makes it, so no commit carries it and no replay compares it.
   */
  writeHistory(
    partition: number,
    day: number,
    figures: readonly (LearnerRef & Pick<DayFigures, 'bytes'>)[],
  ): Promise<void>;
  /** Kept days from `fromDay` to `toDay`, both included, ascending. */
  history(learner: LearnerRef, fromDay: number, toDay: number): Promise<readonly DayFigures[]>;

  /** Notes where a snapshot of a cohort begins, before anything that it is made of is read. */
  beginCohort(courseId: string): Promise<CohortStart>;
  /**
   * Keeps a snapshot of a day; it takes the place of what was kept of the same day. Not state, as history is not.
   *
   * @returns `fenced`, and nothing was written, where the fence is another one by now
   */
  writeCohort(fence: string, change: CohortChange): Promise<'written' | 'fenced'>;
  /** The snapshot of a day, or the one that was written last. */
  cohort(courseId: string, day?: number): Promise<DayFigures | null>;
  /** Removes all snapshots of a course, and fences those that are being made: somebody counts no more. */
  dropCohorts(courseId: string): Promise<void>;

  courses(): Promise<readonly string[]>;
  /** Version grows with each change of any course part. Null for an unknown course. */
  courseVersion(courseId: string): Awaitable<number | null>;
  readCourse(
    courseId: string,
  ): Promise<{ readonly version: number; readonly parts: ReadonlyMap<string, Uint8Array> } | null>;
  /** Loads course parts for the owner of `content`, in the order asked. */
  loadCourseParts(
    parts: readonly { readonly courseId: string; readonly part: string }[],
  ): Promise<readonly LoadedPart[]>;

  /** Dashboard id → table id, and back. Null where the map does not know it (yet). */
  tableId(courseId: string, dashboardId: string): Awaitable<string | null>;
  dashboardId(courseId: string, tableId: string): Awaitable<string | null>;

  progress(): Promise<readonly PartitionProgress[]>;

  /** Digests (HMAC) of learners to forget; a digest never leaves the list. */
  erasures(): Promise<ReadonlySet<string>>;
  addErasure(digest: string): Promise<void>;
  /**
   * Removes what is held under each id: parts, metadata, settings, pending settings, figures of past days,
   * rows of the id map; and all snapshots of the course's cohort. It takes away
   * the claims of the partitions it touched in the same step, so a slice that was read before is `fenced`: an owner
   * that reads the erasure list after each claim never writes the learner again. Once more: nothing is left to do.
   * Rows of the id map go last, so that a repeat after a crash still finds the other id.
   *
   * @returns how many parts, settings and rows were removed
   */
  erase(learner: LearnerIds): Promise<number>;

  readonly leases: Leases;

  close(): Promise<void>;
}
