import { type Logger, TrackerError } from '@learning-tracker/runtime';
import type { Kafka } from 'kafkajs';
import { checkOffset, nearestOffset } from '../offset-range.ts';
import type {
  BatchControl,
  LogRecord,
  RecordBatch,
  SubscribeOptions,
  Subscription,
  TopicPartition,
} from '../port.ts';
import { createCommitter } from './committer.ts';
import type { FetchRequest } from './fetch.ts';
import { createFetchPump, type FetchedPartition } from './fetch-pump.ts';
import { createMembership } from './membership.ts';
import { createRecordWindow, type RecordWindow } from './record-window.ts';
import { createSession } from './session.ts';
import { createStarts } from './starts.ts';
import type { TopicCatalog } from './topic-catalog.ts';
import { within } from './within.ts';

export interface MemberDeps {
  readonly kafka: Kafka;
  readonly catalog: TopicCatalog;
  readonly logger: Logger;
  readonly sessionTimeout: number;
  readonly fetchWait: number;
  readonly fetchBytes: number;
  readonly onStopped: () => void;
}

/** A partition while this member holds it; got again it is another one, so that old controls stay invalid. */
interface HeldPartition extends FetchedPartition {
  /** Absent until it is known where to start. */
  window: RecordWindow | undefined;
  held: boolean;
  /** No handler wants it any more. */
  parked: boolean;
  /** Whose `resolve` moves the position: the batch served last, unless a seek overruled it. */
  deciding: RecordBatch | undefined;
}

const MAX_RECORDS = 10_000;
/** As many as a handler has for a while, so that the next ones come before it is done. */
const ENOUGH_RECORDS = 5_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** What stopping may cost where the brokers are away: a process must end within 10 seconds. */
const STOP_DEADLINE_MS = 2_000;
const CLOSE_DEADLINE_MS = 1_000;

/**
 * One subscription. Three things that kafkajs has in one loop run apart here: the membership with its heartbeats, the
 * fetching, and the handlers; so a handler that waits for its store keeps neither the membership from being renewed
 * nor other partitions from going on.
 */
export function createMember(deps: MemberDeps, options: SubscribeOptions): Subscription {
  const { logger } = deps;
  const { maxConcurrentBatches = Number.POSITIVE_INFINITY } = options;
  const limits = { maxRecords: options.maxRecords ?? MAX_RECORDS, maxBytes: options.maxBytes ?? MAX_BYTES };
  const partitions = new Map<string, HeldPartition>();
  /** Batches that run, by partition; also of those since taken away, as the next one of it waits for them. */
  const running = new Map<string, Promise<void>>();
  const session = createSession(deps.kafka);
  let generation = 0;
  /** Partition numbers of the last assignment, also when the membership was lost since: they are asked for again. */
  let lastHeld: readonly number[] = [];
  let stopped: Promise<void> | undefined;
  let failed = false;

  const membership = createMembership({
    kafka: deps.kafka,
    group: options.group,
    topics: options.topics,
    sessionTimeout: deps.sessionTimeout,
    logger,
    held: () => lastHeld,
    onJoined: (assignment, continuous) => {
      lastHeld = [...new Set(assignment.map(({ partition }) => partition))];
      assigned(assignment, continuous);
    },
    onLost: () => assigned([], false),
  });
  const committer = createCommitter({
    logger,
    group: options.group,
    commit: membership.commit,
    isHeld: (at) => partitions.has(keyOf(at)),
  });
  const starts = createStarts({
    ...deps,
    group: options.group,
    onFailure: fail,
    outOfRange: options.outOfRange,
  });
  const pump = createFetchPump({
    session,
    logger,
    fetchWait: deps.fetchWait,
    fetchBytes: deps.fetchBytes,
    partitions: () => Array.from(partitions.values()).filter(({ window }) => window !== undefined),
    onFetched: () => serveAll(),
    onFailure: (error, requests) => void outOfRange(error, requests),
  });

  function assigned(assignment: readonly TopicPartition[], continuous: boolean): void {
    if (stopped !== undefined) return;
    const target = new Map(assignment.map((at) => [keyOf(at), at]));
    let changed = false;
    for (const [key, partition] of partitions) {
      if (continuous && target.has(key)) continue;
      partition.held = false;
      partitions.delete(key);
      changed = true;
    }
    const added = Array.from(target).flatMap(([key, at]) => (partitions.has(key) ? [] : [hold(key, at)]));
    if (!changed && added.length === 0) return;
    generation += 1;
    reporting(() => options.onAssignment?.(assignment, generation));
    void starts.find(added, (partition, offset) => {
      if (!partition.held) return;
      partition.window = createRecordWindow(offset, ENOUGH_RECORDS);
      pump.kick();
    });
  }

  function hold(key: string, { topic, partition: number }: TopicPartition): HeldPartition {
    const partition: HeldPartition = {
      topic,
      partition: number,
      window: undefined,
      held: true,
      parked: false,
      deciding: undefined,
      wanted: () => (partition.parked ? undefined : partition.window?.wanted()),
      add: (fetched) => partition.window?.add(fetched),
    };
    partitions.set(key, partition);
    return partition;
  }

  /** @param last the partition that had its turn last, and so comes after the others */
  function serveAll(last?: string): void {
    const all = Array.from(partitions);
    const first = all.findIndex(([key]) => key === last) + 1;
    for (const [key, partition] of [...all.slice(first), ...all.slice(0, first)]) serve(key, partition);
  }

  function serve(key: string, partition: HeldPartition): void {
    const { window } = partition;
    if (stopped !== undefined || !partition.held || partition.parked || window === undefined) return;
    if (running.has(key) || running.size >= maxConcurrentBatches) return;
    const records = take(window);
    if (records.length === 0) return;
    const { topic, partition: number } = partition;
    const batch = { topic, partition: number, records, highWatermark: window.highWatermark() };
    partition.deciding = batch;
    const run = handle(partition, window, batch).then(() => {
      running.delete(key);
      serveAll(key);
      pump.kick();
    });
    running.set(key, run);
  }

  function take(window: RecordWindow): readonly LogRecord[] {
    try {
      return window.take(limits);
    } catch (error) {
      fail(error);
      return [];
    }
  }

  async function handle(partition: HeldPartition, window: RecordWindow, batch: RecordBatch): Promise<void> {
    // Other events get their turn also while a handler resolves nothing and is served from memory again and again.
    await new Promise((resolve) => setImmediate(resolve));
    if (!partition.held || stopped !== undefined) return;
    pump.kick();
    try {
      await options.onBatch(batch, controlOf(partition, batch));
      if (partition.deciding === batch) window.moveTo(window.position());
    } catch (error) {
      fail(error);
    }
  }

  function controlOf(partition: HeldPartition, batch: RecordBatch): BatchControl {
    return {
      generation,
      isCurrent: () => partition.held,
      // The membership is kept alive apart from the handlers.
      heartbeat: async () => {},
      seek: (at) => {
        const target = partitions.get(keyOf(at));
        if (!partition.held || target?.window === undefined) return;
        target.deciding = undefined;
        target.window.moveTo(at.offset);
        serve(keyOf(at), target);
        pump.kick();
      },
      park: () => {
        partition.parked = true;
      },
      resolve: (offset) => {
        if (!partition.held) return;
        committer.resolve(partition, offset);
        if (partition.deciding === batch) partition.window?.moveTo(offset);
      },
    };
  }

  /**
   * Fails, or goes on at the nearest offset, where the log does not hold what was asked for; where all are in range by
   * now, they are asked again.
   */
  async function outOfRange(error: unknown, requests: readonly FetchRequest[]): Promise<void> {
    try {
      for (const request of requests) {
        const { begin, end } = await deps.catalog.bounds(request);
        const partition = partitions.get(keyOf(request));
        if (partition?.wanted() !== request.offset) continue;
        if (options.outOfRange !== 'nearest') checkOffset(request, request.offset, begin, end);
        else partition.window?.moveTo(nearestOffset(request.offset, begin, end));
      }
    } catch (found) {
      if (found instanceof TrackerError && found.code === 'LOG_OFFSET_OUT_OF_RANGE') fail(found);
      return;
    }
    logger.debug({ error }, 'offsets were out of range for a moment');
  }

  function reporting(work: () => void): void {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (failed || stopped !== undefined) return;
    failed = true;
    void stop().then(() => options.onFailure(error));
  }

  function stop(): Promise<void> {
    stopped ??= settleAndLeave();
    return stopped;
  }

  async function settleAndLeave(): Promise<void> {
    await Promise.all(running.values());
    await within(STOP_DEADLINE_MS, committer.close());
    for (const partition of partitions.values()) partition.held = false;
    partitions.clear();
    starts.stop();
    await Promise.all([membership.leave(), within(STOP_DEADLINE_MS, pump.stop())]);
    await within(CLOSE_DEADLINE_MS, session.close());
    deps.onStopped();
  }

  return {
    group: options.group,
    assignment: () => Array.from(partitions.values(), ({ topic, partition }) => ({ topic, partition })),
    stop,
  };
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
