import { type Logger, retry, TrackerError } from '@learning-tracker/runtime';
import type { AggregateStore, Claim, OutcomeCounts, PartitionId } from '@learning-tracker/storage';
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
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onCommit?: (topic: string, counts: OutcomeCounts) => void;
}

export interface PartitionOwner {
  /** Claims if this generation has not yet, so that an idle partition becomes complete too. */
  join(generation: number): Promise<void>;
  onBatch(batch: RecordBatch, control: BatchControl): Promise<void>;
  /** An empty commit: notices a store that went back in time, or a claim lost while idle. */
  beat(): Promise<void>;
  /** Why the partition has stopped; null while it works. */
  failure(): TrackerError | null;
}

/** Holds one partition's claim; its commits run one after the other, for its topics together. */
export function createPartitionOwner(options: PartitionOwnerOptions): PartitionOwner {
  const { id, sources, store, log, applier, logger, signal } = options;
  const deadRatio = createDeadRatio();
  let claim: Claim | null = null;
  let generation = -1;
  let positions: Record<string, number> = {};
  /** Log ends noted at the claim; past them the partition is complete. */
  let ends: Record<string, number> = {};
  let stoppedBy: TrackerError | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const controls = new Map<string, BatchControl>();

  return {
    join: (joined) => inTurn(() => join(joined)),
    beat: () => inTurn(beat),
    onBatch: (batch, control) => inTurn(() => onBatch(batch, control)),
    failure: () => stoppedBy,
  };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work, work);
    last = run.catch(() => undefined);
    return run;
  }

  function patiently<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    return retry(attempt, {
      signal,
      isTransient: (error) => !(error instanceof TrackerError),
      onPause: ({ error, pauseMs }) => logger.warn({ error, partition: id, pauseMs }, `waiting to ${what}`),
    });
  }

  async function join(joined: number): Promise<void> {
    if (stoppedBy !== null || (claim !== null && generation === joined)) return;
    applier.drop();
    claim = await patiently('claim a partition', () => store.claim(id));
    generation = joined;
    positions = { ...claim.positions };
    ends = {};
    for (const source of sources) {
      const offsets = await patiently('read log offsets', () => log.offsets(source.topic));
      const { begin, end } = offsets.find(({ partition }) => partition === source.partition) ?? {
        begin: 0,
        end: 0,
      };
      const position = positions[source.topic] ?? begin;
      if (position < begin || position > end) return stop(source, position, begin, end);
      positions[source.topic] = position;
      ends[source.topic] = end;
    }
    if (isComplete()) await commitEmpty();
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
    controls.set(batch.topic, control);
    await join(control.generation);
    if (stoppedBy !== null) return untilGone(control);
    const expected = positions[batch.topic] ?? 0;
    if (batch.records[0]?.offset !== expected) {
      control.seek({ topic: batch.topic, partition: batch.partition, offset: expected });
      return;
    }
    for (let start = 0; start < batch.records.length; ) {
      if (!control.isCurrent()) return;
      const slice = await applier.apply(batch, start);
      const committed = await commit(batch, start, slice);
      if (!committed) return giveBack(control);
      start += slice.taken;
      control.resolve(positions[batch.topic] ?? expected);
    }
  }

  async function commit(batch: RecordBatch, start: number, slice: Slice): Promise<boolean> {
    const held = claim;
    const first = batch.records[start];
    const lastTaken = batch.records[start + slice.taken - 1];
    if (held === null || first === undefined || lastTaken === undefined) return false;
    await patiently('append dead letters', () => publishDeadLetters(options, batch, slice.dead));
    const from = positions[batch.topic] ?? first.offset;
    const to = lastTaken.offset + 1;
    positions[batch.topic] = to;
    const result = await patiently('commit', () =>
      store.commit(id, held, {
        positions: { [batch.topic]: { from, to } },
        counts: { [batch.topic]: slice.counts },
        complete: isComplete(),
        ...slice.changes,
      }),
    );
    if (result === 'fenced') return false;
    options.onCommit?.(batch.topic, slice.counts);
    if (deadRatio.note(slice.taken, slice.dead.length)) {
      logger.error(
        { partition: id, topic: batch.topic },
        'more than half of the last 1,000 records are dead letters',
      );
    }
    return true;
  }

  /** The next batch claims again and rewinds to the store's positions, if the partition is still ours. */
  function giveBack(control: BatchControl): void {
    logger.warn({ partition: id, current: control.isCurrent() }, 'commit was fenced');
    claim = null;
    applier.drop();
  }

  async function beat(): Promise<void> {
    if (claim === null || stoppedBy !== null) return;
    if (await commitEmpty()) return;
    claim = null;
    applier.drop();
    await join(generation);
    for (const { topic, partition } of sources) {
      controls.get(topic)?.seek({ topic, partition, offset: positions[topic] ?? 0 });
    }
  }

  async function commitEmpty(): Promise<boolean> {
    const held = claim;
    if (held === null) return false;
    const result = await patiently('commit', () =>
      store.commit(id, held, {
        positions: Object.fromEntries(
          sources.map(({ topic }) => [topic, { from: positions[topic] ?? 0, to: positions[topic] ?? 0 }]),
        ),
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

  /** A stopped partition takes nothing, and must not spin on the batch it cannot take. */
  function untilGone(control: BatchControl): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted || !control.isCurrent()) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
