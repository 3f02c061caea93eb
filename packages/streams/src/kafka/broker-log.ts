import { silentLogger, TrackerError } from '@learning-tracker/runtime';
import type { Kafka } from 'kafkajs';
import type { EventLog, Subscription, TopicSpec } from '../port.ts';
import { connectProducer, createAppender, type StampedRecord } from './appender.ts';
import { createClient } from './client.ts';
import { groupOffsets } from './group-offsets.ts';
import { createMember } from './member.ts';
import type { KafkaLogOptions } from './options.ts';
import { readRange } from './reader.ts';
import { createSession } from './session.ts';
import { createTopicCatalog, type TopicCatalog } from './topic-catalog.ts';
import { ensureTopics, topicSettings } from './topics.ts';
import { within } from './within.ts';

const SESSION_TIMEOUT_MS = 6_000;
const FETCH_WAIT_MS = 500;
const FETCH_BYTES = 256 * 1024;
/** What closing may cost where the brokers are away. */
const CLOSE_DEADLINE_MS = 2_000;
const MICROS_PER_MILLI = 1_000;

/** The log by the names that the brokers have for topics, which change when the log is rewritten. */
export interface BrokerLog extends EventLog {
  append(records: readonly StampedRecord[]): Promise<void>;
  /**
   * @param mayCreate asked before missing topics are created, once they are known to be missing; where it says false
   * nothing is done
   */
  ensureTopics(specs: readonly TopicSpec[], mayCreate?: () => Promise<boolean>): Promise<void>;
  /** For administration of topics. */
  readonly kafka: Kafka;
  readonly catalog: TopicCatalog;
}

/**
 * Topics on a Kafka cluster. Connects when it is first used. Topics are created with unlimited retention and
 * the broker's record times, which come in milliseconds. Operations reject with `LOG_UNREACHABLE` when the brokers stay
 * away for some seconds; subscriptions wait for them.
 *
 * A partition that moves to another member is granted there at once, so a handler may still run here: `isCurrent()`
 * then says false, and what it does must be fenced by the store. Within one member, batches of a partition never
 * overlap.
 * Values handed out are views into larger buffers: copy those that are kept for long.
 */
export function createBrokerLog(options: KafkaLogOptions): BrokerLog {
  const {
    fetchWait = FETCH_WAIT_MS,
    fetchBytes = FETCH_BYTES,
    sessionTimeout = SESSION_TIMEOUT_MS,
  } = options;
  const logger = options.logger ?? silentLogger;
  const kafka = createClient(options);
  const session = createSession(kafka);
  const catalog = createTopicCatalog(session);
  const appender = createAppender(() => connectProducer(kafka), catalog);
  const members = new Set<Subscription>();
  let closing: Promise<void> | undefined;

  function checkOpen(): void {
    if (closing === undefined) return;
    throw new TrackerError('LOG_CLOSED', 'the log has been closed', 'Stop its users before closing it.');
  }

  async function close(): Promise<void> {
    await Promise.all([
      ...Array.from(members, (member) => member.stop()),
      within(CLOSE_DEADLINE_MS, appender.close()),
    ]);
    await within(CLOSE_DEADLINE_MS, session.close());
  }

  return {
    kafka,
    catalog,
    ensureTopics: async (specs, mayCreate) => {
      checkOpen();
      await ensureTopics({ kafka, catalog, replicationFactor: options.replicationFactor, mayCreate }, specs);
    },
    append: async (records) => {
      checkOpen();
      if (records.length > 0) await appender.append(records);
    },
    offsets: async (topic) => {
      checkOpen();
      return catalog.offsets(topic);
    },
    offsetsAt: async (topic, at) => {
      checkOpen();
      const found = await catalog.offsetsSince(topic, Math.ceil(at / MICROS_PER_MILLI));
      const bounds = await catalog.offsets(topic);
      return bounds.map(({ partition, end }) => {
        const offset = found.get(partition) ?? -1;
        return { topic, partition, offset: offset < 0 ? end : offset };
      });
    },
    async *read(range) {
      checkOpen();
      yield* readRange({ session, catalog, fetchWait, fetchBytes }, range);
    },
    subscribe: async (subscription) => {
      checkOpen();
      for (const topic of subscription.topics) await catalog.partitions(topic);
      checkOpen();
      const member = createMember(
        {
          kafka,
          catalog,
          logger,
          sessionTimeout,
          fetchWait,
          fetchBytes,
          onStopped: () => members.delete(member),
        },
        subscription,
      );
      members.add(member);
      return member;
    },
    settings: async (topic) => {
      checkOpen();
      return topicSettings({ kafka, catalog }, topic);
    },
    groupOffsets: async (group) => {
      checkOpen();
      return groupOffsets(kafka, group);
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
