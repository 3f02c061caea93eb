import type { Micros } from '@learning-tracker/metrics';
import {
  type Clock,
  createPatience,
  type Logger,
  type Patiently,
  type Scheduler,
  systemScheduler,
  type Telemetry,
  type Waits,
} from '@learning-tracker/runtime';
import type { AggregateStore, LearnerRef, OutcomeCounts, PartitionId } from '@learning-tracker/storage';
import {
  type EventLog,
  LEARNER_TOPICS,
  type Serde,
  type Subscription,
  TOPICS,
  type TopicPartition,
} from '@learning-tracker/streams';
import { createLagGauge } from './lag.ts';
import { createPartitionOwner, type PartitionOwner, type Standing } from './partitions/partition-owner.ts';
import { createPendingRepeat } from './partitions/pending-settings.ts';
import { createCourseSlices } from './slices/course-slices.ts';
import { createLearnerSlices } from './slices/learner-slices.ts';

export interface ProcessorDeps {
  readonly log: EventLog;
  readonly store: AggregateStore;
  readonly serde: Serde;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isErased: (learner: LearnerRef) => boolean;
  /** Reads the erasure list anew; asked after each claim, since an erasure takes claims away. */
  readonly refreshErasures?: () => Promise<unknown>;
  readonly scheduler?: Scheduler;
  readonly telemetry?: Telemetry | undefined;
  /** Shows what is waited for. */
  readonly waits?: Waits | undefined;
  readonly group?: string;
  /** Drop facts later than this before they are applied (`compute --as-of`). */
  readonly asOf?: Micros | undefined;
  readonly onCommit?: (partition: PartitionId, topic: string, counts: OutcomeCounts) => void;
  /** The subscription ended by a broken invariant of our own; the process should end. */
  readonly onFailure: (error: unknown) => void;
  readonly limits?: Partial<ProcessorLimits>;
}

export interface ProcessorLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
  /** A slice ends when it has changed this many parts. */
  readonly maxChangedParts: number;
  /** Decoded parts kept over all partitions. */
  readonly maxCachedParts: number;
  /**
   * Batches worked on at once, of different partitions. More than one helps only where the store is waited for;
   * each keeps its decoded records in memory meanwhile.
   */
  readonly maxConcurrentBatches: number;
  /** Pause between the empty commits of an idle owner. */
  readonly beatMs: number;
}

const LIMITS: ProcessorLimits = {
  maxRecords: 10_000,
  maxBytes: 4 * 1024 * 1024,
  maxChangedParts: 5_000,
  maxCachedParts: 4_000,
  maxConcurrentBatches: 4,
  beatMs: 5_000,
};

export interface MetricProcessor {
  start(): Promise<void>;
  /** Partitions that stopped by themselves: `CODE: why` of each; for readiness. */
  failures(): readonly string[];
  /** What a person should know although work goes on; for readiness. */
  notes(): readonly string[];
  /** Whether this process holds the claim of a partition at present. */
  holds(partition: PartitionId): boolean;
  /** Stops taking, finishes or drops the running slice, leaves the group. */
  stop(): Promise<void>;
}

/** Consumes the topics of learners and courses into the store. Composes one owner a partition. */
export function createMetricProcessor(deps: ProcessorDeps): MetricProcessor {
  const limits = { ...LIMITS, ...deps.limits };
  const scheduler = deps.scheduler ?? systemScheduler;
  const owners = new Map<PartitionId, PartitionOwner>();
  const stopping = new AbortController();
  const lag = deps.telemetry === undefined ? null : createLagGauge(deps.log, deps.telemetry);
  let subscription: Subscription | null = null;
  let cancelBeat = () => {};

  return {
    async start() {
      subscription = await deps.log.subscribe({
        group: deps.group ?? 'metric-processor',
        topics: [...LEARNER_TOPICS, TOPICS.courseContent],
        maxRecords: limits.maxRecords,
        maxBytes: limits.maxBytes,
        maxConcurrentBatches: limits.maxConcurrentBatches,
        // A partition that the log no longer holds stops alone: its owner compares positions with the log's range.
        outOfRange: 'nearest',
        onAssignment: (assigned, generation) => {
          deps.telemetry?.set('learning_tracker_assigned_partitions', {}, assigned.length);
          deps.telemetry?.count('learning_tracker_rebalances_total', {});
          void joinAll(assigned, generation);
        },
        onBatch: (batch, control) => ownerOf(batch).onBatch(batch, control),
        onFailure: (error) => {
          if (!stopping.signal.aborted) deps.onFailure(error);
        },
      });
      beatLater();
    },
    failures: () =>
      [...owners.values()].flatMap((owner) => {
        const failure = owner.failure();
        return failure === null ? [] : [`${failure.code}: ${failure.message}`];
      }),
    notes: () =>
      [...owners].flatMap(([id, owner]) =>
        owner.mostlyDead()
          ? [`partition ${id}: more than half of the last 1,000 records are dead letters`]
          : [],
      ),
    holds: (partition) => owners.get(partition)?.standing() != null,
    async stop() {
      cancelBeat();
      stopping.abort(new Error('the processor is stopping'));
      await subscription?.stop();
    },
  };

  async function joinAll(assigned: readonly TopicPartition[], generation: number): Promise<void> {
    try {
      const mine = new Set(assigned.map(ownerOf));
      const gone = [...owners.values()].filter((owner) => !mine.has(owner));
      await Promise.all([
        ...gone.map((owner) => owner.leave()),
        ...[...mine].map((owner) => owner.join(generation)),
      ]);
    } catch (error) {
      if (!stopping.signal.aborted)
        deps.logger.error({ error }, 'claiming partitions failed; the next batch or beat tries again');
    }
  }

  function beatLater(): void {
    cancelBeat = scheduler.after(limits.beatMs, () => {
      void showLag();
      void Promise.allSettled([...owners.values()].map((owner) => owner.beat())).then(() => {
        if (!stopping.signal.aborted) beatLater();
      });
    });
  }

  async function showLag(): Promise<void> {
    const standings = new Map<PartitionId, Standing>();
    for (const [id, owner] of owners) {
      const standing = owner.standing();
      if (standing !== null) standings.set(id, standing);
    }
    try {
      await lag?.show(standings);
    } catch (error) {
      if (!stopping.signal.aborted) deps.logger.debug({ error }, 'the lag is not known at present');
    }
  }

  function ownerOf(place: TopicPartition): PartitionOwner {
    const id = place.topic === TOPICS.courseContent ? 'content' : place.partition;
    let owner = owners.get(id);
    if (owner === undefined) {
      const { signal } = stopping;
      const patiently = createPatience({
        scheduler,
        signal,
        telemetry: deps.telemetry,
        waits: deps.waits,
        logger: deps.logger.child({ partition: id }),
      });
      owner = createPartitionOwner({
        ...deps,
        id,
        sources: sourcesOf(id),
        applier: id === 'content' ? createCourseSlices({ ...deps, patiently }) : learnerSlices(id, patiently),
        patiently,
        refreshErasures: deps.refreshErasures,
        onCommit: (topic, counts) => deps.onCommit?.(id, topic, counts),
        onBeat: id === 'content' ? undefined : createPendingRepeat({ ...deps, partition: id, patiently }),
      });
      owners.set(id, owner);
    }
    return owner;
  }

  function learnerSlices(partition: number, patiently: Patiently) {
    return createLearnerSlices({
      ...deps,
      patiently,
      partition,
      asOf: deps.asOf,
      maxChangedParts: limits.maxChangedParts,
      maxCachedParts: Math.ceil(limits.maxCachedParts / deps.store.partitions),
    });
  }
}

function sourcesOf(id: PartitionId): readonly TopicPartition[] {
  if (id === 'content') return [{ topic: TOPICS.courseContent, partition: 0 }];
  return LEARNER_TOPICS.map((topic) => ({ topic, partition: id }));
}
