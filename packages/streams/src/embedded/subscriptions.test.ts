import { systemClock } from '@learning-tracker/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendTexts,
  endOf,
  gate,
  type Handler,
  observe,
  placeOf,
  resolveAll,
} from '../../contract/harness.ts';
import { until } from '../../contract/until.ts';
import { eventLoopScheduler, type Scheduler } from './scheduler.ts';
import { createTempLogs, type TempLogs } from './test-support/temp-log.ts';

describe('embedded subscriptions', () => {
  let logs: TempLogs;
  beforeEach(() => {
    logs = createTempLogs();
  });
  afterEach(() => logs.dispose());

  it('move a partition only when the batch running on it has settled', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 2 }]);
    for (const partition of [0, 1]) await appendTexts(log, { topic: 't', partition }, [`${partition}`]);
    const { opened, open } = gate();
    const current: boolean[] = [];
    const first = await observe(log, 'g', ['t'], async (batch, control) => {
      await opened;
      current.push(control.isCurrent());
      resolveAll(batch, control);
    });
    await until('both run', () => first.batches.length === 2);
    const second = await observe(log, 'g', ['t']);
    expect(first.assigned()).toEqual(['t/0']);
    expect(second.assigned()).toEqual([]);
    expect(second.generations).toEqual([]);
    open();
    await until('the partition has moved', () => second.texts().length === 1);
    expect(second.assigned()).toEqual(['t/1']);
    expect(second.texts()).toEqual(['1']);
    expect(current.toSorted()).toEqual([false, true]);
    const newest = (generations: readonly number[]): number => generations.at(-1) ?? 0;
    expect(newest(second.generations)).toBeGreaterThan(newest(first.generations));
  });

  it('stop only when batches of partitions taken away have settled too', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 2 }]);
    await appendTexts(log, { topic: 't', partition: 1 }, ['x']);
    const { opened, open } = gate();
    const events: string[] = [];
    const first = await observe(log, 'g', ['t'], async () => {
      await opened;
      events.push('settled');
    });
    await until('the batch runs', () => first.batches.length === 1);
    await observe(log, 'g', ['t']);
    expect(first.assigned()).toEqual(['t/0']);
    const stopping = first.subscription.stop().then(() => events.push('stopped'));
    await new Promise((resolve) => setImmediate(resolve));
    open();
    await stopping;
    expect(events).toEqual(['settled', 'stopped']);
  });

  it('notice another connection’s appends at the next poll, and only then', async () => {
    const ticks: (() => void)[] = [];
    const scheduler: Scheduler = {
      ...eventLoopScheduler,
      every: (_, tick) => {
        ticks.push(tick);
        return () => ticks.splice(ticks.indexOf(tick), 1);
      },
    };
    const log = logs.open({ scheduler });
    const other = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    const member = await observe(log, 'g', ['t']);
    await new Promise((resolve) => setImmediate(resolve));
    await appendTexts(other, { topic: 't', partition: 0 }, ['x']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(member.texts()).toEqual([]);
    for (const tick of ticks) tick();
    await until('the append was noticed', () => member.texts().length === 1);
    await member.subscription.stop();
    expect(ticks).toEqual([]);
  });

  it('serve partitions in turn and let other work run between batches', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 2 }]);
    const texts = Array.from({ length: 20 }, String);
    for (const partition of [0, 1]) await appendTexts(log, { topic: 't', partition }, texts);
    const order: string[] = [];
    const turnOfBatch: number[] = [];
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    count();
    const handler: Handler = (batch, control) => {
      order.push(placeOf(batch));
      turnOfBatch.push(turns);
      return resolveAll(batch, control);
    };
    const member = await observe(log, 'g', ['t'], handler, { maxRecords: 1 });
    await until('all came', () => order.length === 40);
    done = true;
    for (let i = 0; i < order.length; i += 2) expect(new Set(order.slice(i, i + 2)).size).toBe(2);
    expect(new Set(turnOfBatch).size).toBe(40);
    await member.subscription.stop();
  });

  it('seek any partition they hold, also between batches', async () => {
    const log = logs.open();
    await log.ensureTopics([
      { name: 'a', partitions: 1 },
      { name: 'b', partitions: 1 },
    ]);
    for (const topic of ['a', 'b'])
      await appendTexts(log, { topic, partition: 0 }, [`${topic}0`, `${topic}1`]);
    let rewind = (): void => {};
    let late = (): void => {};
    const member = await observe(log, 'g', ['a', 'b'], (batch, control) => {
      if (batch.topic === 'a') rewind = () => control.seek({ topic: 'b', partition: 0, offset: 1 });
      else late = () => control.resolve(endOf(batch));
      return resolveAll(batch, control);
    });
    await until('all came', () => member.texts().length === 4);
    rewind();
    late();
    await until('the rewound came', () => member.texts().length === 5);
    expect(member.texts().at(-1)).toBe('b1');
    await member.subscription.stop();
    rewind();
    expect(member.failures).toEqual([]);
  });

  it('of one group have the same topics', async () => {
    const log = logs.open();
    await log.ensureTopics([
      { name: 'a', partitions: 1 },
      { name: 'b', partitions: 1 },
    ]);
    await observe(log, 'g', ['a', 'b']);
    await expect(observe(log, 'g', ['a'])).rejects.toMatchObject({ code: 'LOG_GROUP_TOPICS_MISMATCH' });
    await observe(log, 'g', ['b', 'a']);
  });

  it('report a handler that throws at once, and a listener that throws', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    await appendTexts(log, { topic: 't', partition: 0 }, ['x']);
    const failures: unknown[] = [];
    const onFailure = (error: unknown): void => {
      failures.push(error);
    };
    const topics = ['t'];
    await log.subscribe({
      group: 'handler',
      topics,
      onFailure,
      onBatch: () => {
        throw new Error('handler');
      },
    });
    await log.subscribe({
      group: 'listener',
      topics,
      onFailure,
      onBatch: async () => {},
      onAssignment: (assigned) => {
        if (assigned.length > 0) throw new Error('listener');
      },
    });
    await until('both were told', () => failures.length === 2);
    expect(failures.map(String).toSorted()).toEqual(['Error: handler', 'Error: listener']);
  });

  it('tell of the first failure only', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 2 }]);
    for (const partition of [0, 1]) await appendTexts(log, { topic: 't', partition }, ['x']);
    const { opened, open } = gate();
    const member = await observe(log, 'g', ['t'], async (batch) => {
      await opened;
      throw new Error(placeOf(batch));
    });
    await until('both run', () => member.batches.length === 2);
    open();
    await until('the failure was told', () => member.failures.length > 0);
    await member.subscription.stop();
    expect(member.failures).toHaveLength(1);
  });

  it('end with the log', async () => {
    const log = logs.open({ clock: systemClock });
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    await appendTexts(log, { topic: 't', partition: 0 }, ['x']);
    const { opened, open } = gate();
    const member = await observe(log, 'g', ['t'], async (batch, control) => {
      await opened;
      resolveAll(batch, control);
    });
    await until('the batch runs', () => member.batches.length === 1);
    const closing = log.close();
    open();
    await closing;
    expect(member.assigned()).toEqual([]);
    expect(await logs.open().groupOffsets('g')).toEqual([{ topic: 't', partition: 0, offset: 1 }]);
  });
});
