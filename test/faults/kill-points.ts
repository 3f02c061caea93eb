import type { AggregateStore, Commit } from '@learning-tracker/storage';
import type { EventLog, Serde } from '@learning-tracker/streams';
import type { Fault, Point, Report } from './messages.ts';

/** Counts how often each point was passed; where the fault says so, the process gets its signal. */
export type Passing = (point: Point) => void;

export function createPassing(fault: Fault | null, tell: (report: Report) => void): Passing {
  let passed = 0;
  return (point) => {
    if (point !== fault?.point) return;
    passed += 1;
    if (passed !== fault.nth) return;
    tell({ type: 'struck', point });
    process.kill(process.pid, fault.signal);
  };
}

/** The store of a processor, its writes between points. */
export function storeWithPoints(
  store: AggregateStore,
  pass: Passing,
  tell: (report: Report) => void,
): AggregateStore {
  return {
    ...store,
    async claim(partition) {
      pass('claim.before');
      const claim = await store.claim(partition);
      pass('claim.after');
      return claim;
    },
    async commit(partition, claim, commit) {
      const empty = isEmpty(commit);
      pass(empty ? 'empty-commit.before' : 'commit.before');
      const answer = store.commit(partition, claim, commit);
      // The command is on its way and nobody knows whether it will be done.
      if (!empty) setImmediate(() => pass('commit.sent'));
      const result = await answer;
      pass(empty ? 'empty-commit.after' : 'commit.after');
      if (result !== 'committed') tell({ type: 'commit', result });
      return result;
    },
  };
}

/** The log of a processor: what it appends are dead letters. */
export function logWithPoints(log: EventLog, pass: Passing): EventLog {
  return {
    ...log,
    async append(records) {
      pass('dead-letters.before');
      await log.append(records);
      pass('dead-letters.after');
    },
    subscribe: (options) =>
      log.subscribe({
        ...options,
        onBatch: (batch, control) =>
          options.onBatch(batch, {
            generation: control.generation,
            isCurrent: control.isCurrent,
            heartbeat: control.heartbeat,
            seek: control.seek,
            park: control.park,
            resolve: (offset) => {
              pass('resolve.before');
              control.resolve(offset);
              pass('resolve.after');
            },
          }),
      }),
  };
}

/** A slice begins by asking for its schemas. */
export function serdeWithPoints(serde: Serde, pass: Passing): Serde {
  return {
    ...serde,
    prepare: (values) => {
      pass('slice.before');
      return serde.prepare(values);
    },
  };
}

function isEmpty({ positions }: Commit): boolean {
  return Object.values(positions).every(({ from, to }) => from === to);
}
