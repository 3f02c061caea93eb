import type { AggregateStore, Commit } from '@learning-tracker/storage';
import { type EventLog, TOPICS } from '@learning-tracker/streams';
import type { Done, Report } from './task.ts';

export type Say = (report: Report) => void;

/** The log, telling of each assignment which partitions of clicks came with it. */
export function observeLog(log: EventLog, say: Say): EventLog {
  return {
    ...log,
    subscribe: (options) =>
      log.subscribe({
        ...options,
        onAssignment: (assigned, generation) => {
          const clicks = assigned.filter(({ topic }) => topic === TOPICS.clicks);
          const partitions = clicks.map(({ partition }) => partition);
          say({ kind: 'assigned', at: nowMs(), partitions, cpuMicros: cpuMicros() });
          options.onAssignment?.(assigned, generation);
        },
      }),
  };
}

/** The store, telling of each commit that took records of learners. */
export function observeStore(store: AggregateStore, say: Say): AggregateStore {
  return {
    ...store,
    async commit(partition, claim, commit) {
      const result = await store.commit(partition, claim, commit);
      const records = recordsOf(commit);
      if (result === 'committed' && partition !== 'content' && records > 0) {
        const partBytes = commit.parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
        say(doneOf({ partition, records, parts: commit.parts.length, partBytes }));
      }
      return result;
    },
  };
}

function recordsOf({ positions }: Commit): number {
  return Object.values(positions).reduce((sum, { from, to }) => sum + to - from, 0);
}

export function doneOf(work: Pick<Done, 'partition' | 'records' | 'parts' | 'partBytes'>): Done {
  return {
    kind: 'done',
    at: nowMs(),
    ...work,
    cpuMicros: cpuMicros(),
    residentMiB: process.memoryUsage.rss() / 2 ** 20,
  };
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
