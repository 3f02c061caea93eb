import { type Logger, type Patiently, type Telemetry, TrackerError } from '@learning-tracker/runtime';
import type { AggregateStore, Claim, Commit, OutcomeCounts, PartitionId } from '@learning-tracker/storage';
import type { BatchControl, EventLog, RecordBatch, Serde, TopicPartition } from '@learning-tracker/streams';
import { PROCESSOR_ERRORS } from '../errors.ts';
import type { Slice, SliceApplier } from '../slices/slice.ts';
import { createDeadRatio, publishDeadLetters } from './dead-letters.ts';

export interface PartitionOwnerOptions {
  readonly id: PartitionId;
  /** The topic partitions that this claim covers. */
  readonly sources: readonly TopicPartition[];
  readonly store: AggregateStore;
  readonly log: EventLog;
  readonly serde: Serde;
  readonly applier: SliceApplier;
  readonly patiently: Patiently;
  readonly logger: Logger;
  readonly telemetry?: Telemetry | undefined;
  /** After each claim, before anything is applied: who was erased before the claim is known by then. */
  readonly refreshErasures?: (() => Promise<unknown>) | undefined;
  readonly onCommit?: (topic: string, counts: OutcomeCounts) => void;
  /** Further work of each beat that found the claim in force; told the next offset by topic. */
  readonly onBeat?: ((positions: Readonly<Record<string, number>>) => Promise<void>) | undefined;
}

export interface PartitionOwner {
  /** Claims if this generation has not yet, so that an idle partition becomes complete too. */
  join(generation: number): Promise<void>;
  /** The partition was taken away: claims no more, so that its new owner is left alone. */
  leave(): Promise<void>;
  onBatch(batch: RecordBatch, control: BatchControl): Promise<void>;
  /** An empty commit: notices a store that went back in time, or a claim lost while idle, and makes up for it. */
  beat(): Promise<void>;
  /** Why the partition has stopped; null while it works. */
  failure(): TrackerError | null;
  /** More than half of the newest records were dead letters. */
  mostlyDead(): boolean;
  /** Where it stands by topic; null while it holds no claim. */
  standing(): Standing | null;
}

export interface Standing {
  /** Next offset by topic. */
  readonly positions: Readonly<Record<string, number>>;
  /** The log end noted at the claim has been passed. */
  readonly complete: boolean;
}

/** Holds one partition's claim; its commits run one after the other, for its topics together. */
export function createPartitionOwner(options: PartitionOwnerOptions): PartitionOwner {
  const { id, sources, store, log, applier, patiently, logger, telemetry } = options;
  const deadRatio = createDeadRatio();
  let mostlyDead = false;
  let claim: Claim | null = null;
  /** Of the assignment that was claimed last; −1 while the partition is not assigned. */
  let generation = -1;
  let positions: Record<string, number> = {};
  /** Log ends noted at the claim; past them the partition is complete. */
  let ends: Record<string, number> = {};
  let stoppedBy: TrackerError | null = null;
  let left = new AbortController();
  let last: Promise<unknown> = Promise.resolve();
  /** Topics of which the subscription has brought something since the last beat. */
  const delivered = new Set<string>();

  return {
    join: (joined) => inTurn(() => join(joined)),
    leave() {
      left.abort();
      return inTurn(leave);
    },
    beat: () => inTurn(beat),
    onBatch(batch, control) {
      delivered.add(batch.topic);
      return inTurn(() => onBatch(batch, control));
    },
    failure: () => stoppedBy,
    mostlyDead: () => mostlyDead,
    standing: () => (claim === null ? null : { positions: { ...positions }, complete: isComplete() }),
  };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  }

  async function join(joined: number): Promise<void> {
    if (stoppedBy !== null || (claim !== null && generation >= joined)) return;
    if (left.signal.aborted) left = new AbortController();
    generation = joined;
    await claimAgain();
  }

  async function leave(): Promise<void> {
    generation = -1;
    stoppedBy = null;
    forget();
  }

  function forget(): void {
    claim = null;
    applier.drop();
  }

  async function claimAgain(): Promise<void> {
    forget();
    const claimed = await patiently('claim a partition', () => store.claim(id));
    await patiently('read the erasure list', async () => options.refreshErasures?.());
    positions = { ...claimed.positions };
    ends = {};
    for (const source of sources) {
      const end = await endIfInRange(source);
      if (end === null) return;
      positions[source.topic] ??= 0;
      ends[source.topic] = end;
    }
    claim = claimed;
    logger.info({ partition: id, epoch: claimed.epoch, positions, ends }, 'partition claimed');
    if (isComplete()) await commitEmpty();
  }

  /** The end of the log, or null where it does not hold the position: the partition has then stopped. */
  async function endIfInRange(source: TopicPartition): Promise<number | null> {
    const offsets = await patiently('read log offsets', () => log.offsets(source.topic));
    const held = offsets.find(({ partition }) => partition === source.partition);
    const { begin, end } = held ?? { begin: 0, end: 0 };
    const position = positions[source.topic] ?? 0;
    if (position >= begin && position <= end) return end;
    stop(source, position, begin, end);
    return null;
  }

  /** Only this partition stops: what is missing cannot be made up for by going on. */
  function stop(source: TopicPartition, position: number, begin: number, end: number): void {
    stoppedBy = new TrackerError(
      'POSITION_OUT_OF_RANGE',
      `${source.topic}/${source.partition}: the store stands at offset ${position}, the log holds ${begin} to ${end}`,
      PROCESSOR_ERRORS.POSITION_OUT_OF_RANGE,
    );
    logger.error({ error: stoppedBy, partition: id }, 'partition stopped');
  }

  async function onBatch(batch: RecordBatch, control: BatchControl): Promise<void> {
    if (!control.isCurrent()) return;
    await join(control.generation);
    if (stoppedBy !== null) return control.park();
    const expected = positions[batch.topic] ?? 0;
    if (batch.records[0]?.offset !== expected) {
      // Compared before the seek: what is outside the log would be answered from its nearest end, for ever.
      if ((await endIfInRange(batch)) === null) return control.park();
      // Nobody brings again what the store has already: without this the group would lag behind it for good.
      control.resolve(expected);
      control.seek({ topic: batch.topic, partition: batch.partition, offset: expected });
      return;
    }
    await work(batch, control);
  }

  /** Applies and commits a batch slice by slice; ends early where the partition is lost. */
  async function work(
    batch: RecordBatch,
    control: Pick<BatchControl, 'isCurrent' | 'resolve'>,
  ): Promise<void> {
    for (let start = 0; start < batch.records.length; ) {
      if (!control.isCurrent()) return;
      const slice = await applier.apply(batch, start);
      const to = await commit(batch, start, slice);
      if (to === null) {
        // What is not resolved comes again; then the partition is claimed again and rewound, if it is still ours.
        const { topic } = batch;
        logger.warn(
          { topic, partition: id, offset: positions[topic], current: control.isCurrent() },
          'commit was fenced',
        );
        return forget();
      }
      start += slice.taken;
      control.resolve(to);
    }
  }

  /** @returns the new position, or null where the commit was fenced */
  async function commit(batch: RecordBatch, start: number, slice: Slice): Promise<number | null> {
    const held = claim;
    const lastTaken = batch.records[start + slice.taken - 1];
    if (held === null || lastTaken === undefined) return null;
    await patiently('append dead letters', () => publishDeadLetters(options, batch, slice.dead));
    const to = lastTaken.offset + 1;
    const moves = movesTo({ [batch.topic]: to });
    positions[batch.topic] = to;
    await dropCohorts(slice);
    const began = performance.now();
    const result = await patiently('commit', () =>
      store.commit(id, held, {
        positions: moves,
        counts: { [batch.topic]: slice.counts },
        complete: isComplete(),
        ...slice.changes,
      }),
    );
    telemetry?.observe('learning_tracker_commit_seconds', {}, (performance.now() - began) / 1000);
    telemetry?.count('learning_tracker_commits_total', { result });
    if (result === 'fenced') return null;
    // Once more, for a snapshot that was made between the two; the first stands for a process that ends here.
    await dropCohorts(slice);
    countOutcomes(batch, slice.counts);
    options.onCommit?.(batch.topic, slice.counts);
    tellDead(batch, slice);
    return to;
  }

  /** Whoever withdraws consent counts in no snapshot any more, also where no gateway has seen to it. */
  async function dropCohorts({ withdrawn = [] }: Slice): Promise<void> {
    for (const courseId of withdrawn)
      await patiently('drop cohort snapshots', () => store.dropCohorts(courseId));
  }

  function countOutcomes({ topic, partition }: TopicPartition, counts: OutcomeCounts): void {
    for (const [outcome, count] of Object.entries(counts)) {
      if (count > 0) telemetry?.count('learning_tracker_records_total', { topic, partition, outcome }, count);
    }
  }

  /** One line a slice, with the first of them; alarms once when more than half are dead. The partition goes on. */
  function tellDead({ topic, partition }: TopicPartition, slice: Slice): void {
    const [first] = slice.dead;
    if (first !== undefined) {
      const { courseId: course, code } = first;
      const fields = { topic, partition, offset: first.record.offset, course, code };
      logger.warn({ ...fields, deadLetters: slice.dead.length }, 'records became dead letters');
    }
    for (const { code } of slice.dead)
      telemetry?.count('learning_tracker_dead_letters_total', { topic, code });
    const before = mostlyDead;
    mostlyDead = deadRatio.note(slice.taken, slice.dead.length);
    if (mostlyDead && !before) {
      logger.error({ partition: id, topic }, 'more than half of the last 1,000 records are dead letters');
    }
  }

  async function beat(): Promise<void> {
    if (generation < 0 || stoppedBy !== null) return;
    if (!(await commitEmpty())) await claimAgain();
    const quiet = sources.filter(({ topic }) => !delivered.has(topic));
    delivered.clear();
    for (const source of quiet) await readMissed(source);
    if (claim !== null) await options.onBeat?.(positions);
  }

  /**
   * Reads what the log holds and no batch brings: where the store went back in time, the subscription stands ahead
   * of it, and it can only be sought back while it has something to deliver. Gives way when it has.
   */
  async function readMissed(source: TopicPartition): Promise<void> {
    const { topic } = source;
    const isCurrent = () => claim !== null && !delivered.has(topic) && !left.signal.aborted;
    const from = positions[topic] ?? 0;
    const to = ends[topic] ?? 0;
    if (from >= to || !isCurrent()) return;
    for await (const batch of log.read({ ...source, from, to })) {
      await work(batch, { isCurrent, resolve: () => {} });
      if (!isCurrent()) return;
    }
  }

  /**
   * From where the store should stand, for all topics of the claim: one that this commit does not move tells as well
   * that the store went back in time, and what is cached belongs to all of them.
   */
  function movesTo(targets: Readonly<Record<string, number>>): Commit['positions'] {
    return Object.fromEntries(
      sources.map(({ topic }) => {
        const from = positions[topic] ?? 0;
        return [topic, { from, to: targets[topic] ?? from }];
      }),
    );
  }

  async function commitEmpty(): Promise<boolean> {
    const held = claim;
    if (held === null) return false;
    const result = await patiently('commit', () =>
      store.commit(id, held, {
        positions: movesTo({}),
        parts: [],
        learners: [],
        courseParts: [],
        ids: [],
        counts: {},
        complete: isComplete(),
      }),
    );
    return result !== 'fenced';
  }

  function isComplete(): boolean {
    return sources.every(({ topic }) => (positions[topic] ?? 0) >= (ends[topic] ?? 0));
  }
}
