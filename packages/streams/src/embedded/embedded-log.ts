import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, TrackerError } from '@learning-tracker/runtime';
import { checkOffset, nearestOffset } from '../offset-range.ts';
import type {
  EventLog,
  OffsetRange,
  RecordBatch,
  SubscribeOptions,
  Subscription,
  TopicPartition,
} from '../port.ts';
import { createAppender } from './appender.ts';
import { guarded, integer, openDatabase } from './database.ts';
import { createGroup, type Group } from './group.ts';
import { createGroupOffsets } from './group-offsets.ts';
import { createMember, type Member } from './member.ts';
import { createReader } from './reader.ts';
import { eventLoopScheduler, type Scheduler } from './scheduler.ts';
import { createTopicCatalog } from './topic-catalog.ts';

const MAX_RECORDS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
const POLL_INTERVAL_MS = 200;

export interface EmbeddedLogOptions {
  /** The SQLite file; made where there is none. Its folder must exist. */
  readonly path: string;
  readonly clock: Clock;
  /** How often to look for what other processes appended, in milliseconds; default 200. */
  readonly pollInterval?: number;
  readonly scheduler?: Scheduler;
}

/**
 * The event log in an SQLite file (tables `log_…`). Appends of this process reach its subscriptions at once, those
 * of others within `pollInterval`. Consumer groups live within one log object; their offsets live in the file.
 *
 * When a handler settles, the next batch starts at the offset it resolved last (or sought). What it did not resolve
 * comes again, at once here, and to whoever gets the partition next. A handler must not await the `stop()` of its
 * own subscription.
 * Values handed out are views into larger buffers: copy those that are kept for long.
 */
export function createEmbeddedLog(options: EmbeddedLogOptions): EventLog {
  const { path, clock, pollInterval = POLL_INTERVAL_MS, scheduler = eventLoopScheduler } = options;
  const db = openDatabase(path);
  const catalog = createTopicCatalog(db);
  const append = createAppender(db, catalog, clock);
  const reader = createReader(db);
  const groupOffsets = createGroupOffsets(db);
  const dataVersion = db.prepare('PRAGMA data_version');
  const groups = new Map<string, Group>();
  const members = new Set<Member>();
  let stopPolling: (() => void) | undefined;
  let closed = false;

  async function run<T>(what: string, work: () => T): Promise<T> {
    if (closed) throw logClosed(path);
    return guarded(`${path}: cannot ${what}`, work);
  }

  /** Other connections' commits change the data version, so an idle log costs one pragma per interval. */
  function startPolling(): void {
    let seen = versionOfData();
    stopPolling = scheduler.every(pollInterval, () => {
      const now = versionOfData();
      if (now === seen && now !== undefined) return;
      seen = now;
      for (const member of members) member.wake();
    });
  }

  /** Undefined where it cannot be read: the members woken then meet the failure and report it. */
  function versionOfData(): number | undefined {
    try {
      return integer(dataVersion.get()?.data_version);
    } catch {
      return undefined;
    }
  }

  function groupOf(name: string): Group {
    const group = groups.get(name) ?? createGroup(name, (topic) => catalog.topic(topic).partitions);
    groups.set(name, group);
    return group;
  }

  function join(subscription: SubscribeOptions): Member {
    const { group: name, topics, maxRecords = MAX_RECORDS, maxBytes = MAX_BYTES } = subscription;
    for (const topic of topics) catalog.topic(topic);
    const group = groupOf(name);
    const member = createMember({
      options: subscription,
      read: ({ topic, partition }, from) =>
        guarded(`${path}: cannot read ${topic}/${partition}`, () =>
          reader.batch({ topic: catalog.topic(topic), partition, from, maxRecords, maxBytes }),
        ),
      nearest: ({ topic, partition }, offset) => {
        const { begin, end } = reader.offsets(catalog.topic(topic), partition);
        return nearestOffset(offset, begin, end);
      },
      position: ({ topic: topicName, partition }) => {
        const topic = catalog.topic(topicName);
        return groupOffsets.get(name, topic, partition) ?? reader.offsets(topic, partition).begin;
      },
      commit: ({ topic, partition }, offset) =>
        guarded(`${path}: cannot commit group "${name}"`, () =>
          groupOffsets.set(name, catalog.topic(topic), partition, offset),
        ),
      soon: scheduler.soon,
      leave: () => {
        group.leave(member);
        members.delete(member);
        if (members.size === 0) stopPolling?.();
      },
    });
    group.join(member);
    if (members.size === 0) startPolling();
    members.add(member);
    return member;
  }

  async function* read(range: OffsetRange): AsyncGenerator<RecordBatch> {
    const { topic: name, partition } = range;
    const { topic, end } = await run(`read ${name}/${partition}`, () => {
      const known = catalog.checkPartition(name, partition);
      const bounds = reader.offsets(known, partition);
      checkOffset(range, range.from, bounds.begin, Math.min(bounds.end, range.to));
      return { topic: known, end: Math.min(bounds.end, range.to) };
    });
    for (let from = range.from; from < end; await nextTurn()) {
      const request = { topic, partition, from, to: end, maxRecords: MAX_RECORDS, maxBytes: MAX_BYTES };
      const batch = await run(`read ${name}/${partition}`, () => reader.batch(request));
      if (batch === undefined) return;
      from += batch.records.length;
      yield batch;
    }
  }

  return {
    ensureTopics: (specs) => run('create topics', () => catalog.ensure(specs)),
    append: async (records) => {
      if (records.length === 0) return;
      const grown = await run('append', () => append(records));
      for (const member of members) member.wake(grown);
    },
    offsets: (name) =>
      run('read offsets', () => {
        const topic = catalog.topic(name);
        return partitionsOf(topic.partitions, (partition) => reader.offsets(topic, partition));
      }),
    offsetsAt: (name, at) =>
      run('read offsets', () => {
        const topic = catalog.topic(name);
        return partitionsOf(topic.partitions, (partition) => ({
          topic: name,
          partition,
          offset: reader.offsetAt(topic, partition, at),
        }));
      }),
    read,
    subscribe: async (subscription): Promise<Subscription> => {
      const member = await run('subscribe', () => join(subscription));
      return { group: subscription.group, assignment: member.assignment, stop: member.stop };
    },
    settings: (name) =>
      run('read settings', () => {
        catalog.topic(name);
        return {};
      }),
    groupOffsets: (group) => run('read group offsets', () => groupOffsets.all(group)),
    close: async () => {
      if (closed) return;
      while (members.size > 0) await Promise.all(Array.from(members, (member) => member.stop()));
      if (closed) return;
      closed = true;
      db.close();
    },
  };
}

function partitionsOf<T extends TopicPartition>(count: number, of: (partition: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, partition) => of(partition));
}

function logClosed(path: string): TrackerError {
  return new TrackerError(
    'LOG_CLOSED',
    `${path}: the log has been closed`,
    'Stop its users before closing it.',
  );
}
