import { type Logger, messageOf, pauseFor, retry, systemScheduler } from '@learning-tracker/runtime';
import type { Consumer, ConsumerGroupJoinEvent, Kafka } from 'kafkajs';
import type { TopicPartition } from '../port.ts';
import { createCoPartitionAssigner } from './co-partition-assigner.ts';
import { createCrashPauses } from './crash-pauses.ts';
import { within } from './within.ts';

export interface MembershipOptions {
  readonly kafka: Kafka;
  readonly group: string;
  readonly topics: readonly string[];
  readonly sessionTimeout: number;
  readonly logger: Logger;
  /** Numbers of the partitions that this member holds, so that it gets them again. */
  readonly held: () => readonly number[];
  /** A new generation of the group. `continuous`: nobody else can have held in between what this member keeps. */
  readonly onJoined: (assigned: readonly TopicPartition[], continuous: boolean) => void;
  /** The membership broke down; what was assigned may already be another's. It is sought again. */
  readonly onLost: () => void;
}

/** This process as a member of a consumer group: who holds what, without the records. */
export interface Membership {
  /** Commits positions of partitions this member holds. */
  commit(positions: readonly (TopicPartition & { readonly offset: number })[]): Promise<void>;
  /** Leaves the group, so that the others need not wait for the session to expire. */
  leave(): Promise<void>;
}

interface Joined {
  readonly consumer: Consumer;
  readonly crashed: Promise<unknown>;
}

/** How long a paused member sleeps between two looks at the time for a heartbeat. */
const IDLE_MS = 200;
const LONGEST_HEARTBEAT_INTERVAL_MS = 1_000;
const REBALANCE_TIMEOUT_MS = 10_000;
/** Brokers that are back are not kept waiting. */
const LONGEST_PAUSE_MS = 3_000;
const LEAVE_DEADLINE_MS = 3_000;
/** With pauses of up to a second this keeps the member id over half a minute without brokers. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 };

/**
 * Joins and stays joined until `leave`. kafkajs keeps the membership only: all partitions stay paused, so that its
 * loop of heartbeats waits for no handler, and a handler may take as long as it needs.
 */
export function createMembership(options: MembershipOptions): Membership {
  const { kafka, group, topics, logger } = options;
  const leaving = new AbortController();
  const pauses = createCrashPauses(() => performance.now());
  let consumer: Consumer | undefined;
  const kept = keepJoined();

  async function keepJoined(): Promise<void> {
    while (!leaving.signal.aborted) {
      try {
        const joined = await retry(join, {
          signal: leaving.signal,
          longestPauseMs: LONGEST_PAUSE_MS,
          onPause: ({ error, pauseMs }) =>
            logger.warn({ error, group, pauseMs }, 'waiting to join the group'),
        });
        const error = await joined.crashed;
        if (leaving.signal.aborted) return;
        logger.warn({ error, group }, 'the membership of the group broke down and is made anew');
        options.onLost();
        await close(joined.consumer);
        await pauseFor(pauses.next(), systemScheduler, leaving.signal);
      } catch {
        return;
      }
    }
  }

  async function join(): Promise<Joined> {
    let attempts = 0;
    let member: string | undefined;
    const assigner = createCoPartitionAssigner(options.held);
    const made = kafka.consumer({
      groupId: group,
      partitionAssigners: [
        (config) => {
          const { protocol, ...rest } = assigner(config);
          return {
            ...rest,
            protocol: (subscription) => {
              attempts += 1;
              return protocol(subscription);
            },
          };
        },
      ],
      sessionTimeout: options.sessionTimeout,
      rebalanceTimeout: Math.max(REBALANCE_TIMEOUT_MS, options.sessionTimeout),
      heartbeatInterval: Math.min(LONGEST_HEARTBEAT_INTERVAL_MS, Math.floor(options.sessionTimeout / 4)),
      maxWaitTimeInMs: IDLE_MS,
      allowAutoTopicCreation: false,
      retry: { ...RETRY, restartOnFailure: async () => false },
    });
    const firstJoin = Promise.withResolvers<void>();
    const crash = Promise.withResolvers<unknown>();
    made.on(made.events.CRASH, ({ payload }) => crash.resolve(payload.error));
    // kafkajs calls listeners before it goes on, so the partitions are paused before anything is fetched.
    made.on(made.events.GROUP_JOIN, ({ payload }) => {
      made.pause(topics.map((topic) => ({ topic })));
      // A second attempt means that a generation went by in which this member's partitions may have been another's.
      const continuous = attempts === 1 && payload.memberId === member;
      attempts = 0;
      member = payload.memberId;
      firstJoin.resolve();
      if (!leaving.signal.aborted) options.onJoined(partitionsOf(payload), continuous);
    });
    consumer = made;
    try {
      await made.connect();
      await made.subscribe({ topics: [...topics], fromBeginning: true });
      await made.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => {} });
      await Promise.race([
        firstJoin.promise,
        crash.promise.then((error) => Promise.reject(new Error(messageOf(error), { cause: error }))),
      ]);
    } catch (error) {
      await close(made);
      throw error;
    }
    return { consumer: made, crashed: crash.promise };
  }

  async function close(closing: Consumer): Promise<void> {
    if (consumer === closing) consumer = undefined;
    await within(
      LEAVE_DEADLINE_MS,
      closing
        .disconnect()
        .catch((error: unknown) => logger.debug({ error, group }, 'leaving the group failed')),
    );
  }

  return {
    commit: async (positions) => {
      await consumer?.commitOffsets(
        positions.map(({ topic, partition, offset }) => ({ topic, partition, offset: String(offset) })),
      );
    },
    leave: async () => {
      leaving.abort();
      if (consumer !== undefined) await close(consumer);
      // What waits for a crash that will not come is left behind; it holds nothing open.
      void kept;
    },
  };
}

function partitionsOf({ memberAssignment }: ConsumerGroupJoinEvent['payload']): readonly TopicPartition[] {
  return Object.entries(memberAssignment).flatMap(([topic, numbers]) =>
    numbers.map((partition) => ({ topic, partition })),
  );
}
