import { type Logger, pauseFor, systemScheduler } from '@learning-tracker/runtime';
import type { Cluster } from 'kafkajs';
import type { TopicPartition } from '../port.ts';
import { isOutOfRange, isPassing } from './failures.ts';
import { type Fetched, type FetchRequest, fetchRecords, leaderOf } from './fetch.ts';
import type { Session } from './session.ts';

/** A partition that is to be fetched whenever it wants something. */
export interface FetchedPartition extends TopicPartition {
  wanted(): number | undefined;
  add(fetched: Fetched): void;
}

export interface FetchPumpOptions {
  readonly session: Session;
  readonly logger: Logger;
  /** All partitions that are held at present. */
  readonly partitions: () => readonly FetchedPartition[];
  readonly fetchWait: number;
  readonly fetchBytes: number;
  /** Something was added. */
  readonly onFetched: () => void;
  /** A fetch that no waiting will help. */
  readonly onFailure: (error: unknown, requests: readonly FetchRequest[]) => void;
}

/** Keeps at most one request under way to each broker, for all partitions there that want records. */
export interface FetchPump {
  /** A partition may want something. */
  kick(): void;
  stop(): Promise<void>;
}

/** Wait at a broker while partitions that have enough now may want records at any moment. */
const SHORT_WAIT_MS = 10;
/** A partition that has wanted nothing for so long has a handler that hangs, and may wait a little when it is free. */
const HANGS_AFTER_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

export function createFetchPump(options: FetchPumpOptions): FetchPump {
  const { session, logger } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  /** Brokers with a request under way. */
  const busy = new Set<string>();
  let planning = false;
  let again = false;
  let failures = 0;
  /** When a partition last became free to be fetched. */
  let freedAt = performance.now();
  let known: ReadonlySet<FetchedPartition> = new Set();

  function kick(): void {
    if (stopping.signal.aborted) return;
    again = true;
    if (planning) return;
    planning = true;
    track(
      plan().finally(() => {
        planning = false;
        if (again) kick();
      }),
    );
  }

  function track(work: Promise<void>): void {
    const tracked = work.catch(() => {}).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  async function plan(): Promise<void> {
    while (again && !stopping.signal.aborted) {
      again = false;
      const held = options.partitions();
      const topics = [...new Set(held.map(({ topic }) => topic))];
      if (topics.length === 0) return;
      try {
        await session.use('find leaders', topics, async (cluster) => {
          await cluster.refreshMetadataIfNecessary();
          startAll(cluster, options.partitions());
        });
      } catch (error) {
        await afterFailure(error, []);
      }
    }
  }

  /** Starts a request to each idle broker of which something is wanted. */
  function startAll(cluster: Cluster, held: readonly FetchedPartition[]): void {
    const wanting = held.filter((partition) => partition.wanted() !== undefined);
    if (wanting.some((partition) => !known.has(partition))) freedAt = performance.now();
    known = new Set(wanting);
    const byLeader = new Map<string, FetchedPartition[]>();
    for (const partition of wanting) {
      const leader = leaderOf(cluster, partition);
      if (leader === undefined || busy.has(leader)) continue;
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition]);
    }
    const wait = wanting.length === held.length ? options.fetchWait : shortWait();
    for (const [leader, partitions] of byLeader) {
      busy.add(leader);
      track(
        request(leader, partitions, wait)
          .finally(() => busy.delete(leader))
          .then(kick),
      );
    }
  }

  function shortWait(): number {
    return performance.now() - freedAt < HANGS_AFTER_MS ? SHORT_WAIT_MS : options.fetchWait;
  }

  async function request(
    leader: string,
    partitions: readonly FetchedPartition[],
    wait: number,
  ): Promise<void> {
    const requests = partitions.map(({ topic, partition, wanted }) => ({
      topic,
      partition,
      offset: wanted() ?? 0,
    }));
    try {
      const topics = [...new Set(requests.map(({ topic }) => topic))];
      const fetched = await session.use('fetch records', topics, (cluster) =>
        fetchRecords(cluster, leader, requests, { wait, bytes: options.fetchBytes }),
      );
      failures = 0;
      if (stopping.signal.aborted) return;
      for (const answer of fetched) {
        partitions
          .find(({ topic, partition }) => topic === answer.topic && partition === answer.partition)
          ?.add(answer);
      }
      options.onFetched();
    } catch (error) {
      await afterFailure(error, requests);
    }
  }

  async function afterFailure(error: unknown, requests: readonly FetchRequest[]): Promise<void> {
    if (stopping.signal.aborted) return;
    if (isOutOfRange(error) || !isPassing(error)) options.onFailure(error, requests);
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    failures += 1;
    logger.warn({ error, pauseMs }, 'waiting to fetch records');
    again = true;
    await pauseFor(pauseMs, systemScheduler, stopping.signal).catch(() => {});
  }

  return {
    kick,
    stop: async () => {
      stopping.abort();
      await Promise.all(underWay);
    },
  };
}
