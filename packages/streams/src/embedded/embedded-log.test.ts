import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendTexts, bytesOf, readAll, resolveAll, textOf } from '../../contract/harness.ts';
import { createTempLogs, type TempLogs } from './test-support/temp-log.ts';

describe('embedded log file', () => {
  let logs: TempLogs;
  beforeEach(() => {
    logs = createTempLogs();
  });
  afterEach(() => logs.dispose());

  it('keeps record times from going back when the clock does', async () => {
    const times = [5_000, 3_000, 7_000];
    const log = logs.open({ clock: { now: () => times.shift() ?? 0 } });
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    for (const text of ['a', 'b', 'c']) await appendTexts(log, { topic: 't', partition: 0 }, [text]);
    const records = await readAll(log, { topic: 't', partition: 0 });
    expect(records.map((record) => record.appendedAt)).toEqual([5_000, 5_000, 7_000]);
  });

  it('appends all of a call or nothing', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    const good = { topic: 't', key: 'k', value: new Uint8Array(200_000) };
    await expect(log.append([good, { ...good, partition: 9 }])).rejects.toMatchObject({
      code: 'LOG_PARTITION_UNKNOWN',
    });
    expect(await log.offsets('t')).toEqual([{ topic: 't', partition: 0, begin: 0, end: 0 }]);
    await log.append([good]);
    expect(await readAll(log, { topic: 't', partition: 0 })).toHaveLength(1);
  });

  it('creates no topic of a list where one has another size', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 'old', partitions: 2 }]);
    const list = [
      { name: 'new', partitions: 2 },
      { name: 'old', partitions: 3 },
    ];
    await expect(log.ensureTopics(list)).rejects.toMatchObject({ code: 'LOG_TOPIC_MISMATCH' });
    await expect(log.offsets('new')).rejects.toMatchObject({ code: 'LOG_TOPIC_UNKNOWN' });
  });

  it('reads any range of records of any size, however they were appended', async () => {
    const log = logs.open();
    let topics = 0;
    const sizes = fc.array(fc.array(fc.constantFrom(0, 1, 90, 3_000, 70_000, 200_000), { maxLength: 8 }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(70), fc.nat(70), async (appends, a, b) => {
        topics += 1;
        const topic = `t${topics}`;
        await log.ensureTopics([{ name: topic, partitions: 1 }]);
        const lengths = appends.flat();
        for (const append of appends) {
          await log.append(append.map((size) => ({ topic, key: `${size}`, value: new Uint8Array(size) })));
        }
        const from = Math.min(a, b, lengths.length);
        const to = Math.min(Math.max(a, b), lengths.length);
        const read: (readonly [number, string, number])[] = [];
        for await (const batch of log.read({ topic, partition: 0, from, to })) {
          for (const { offset, key, value } of batch.records) read.push([offset, key, value.length]);
        }
        expect(read).toEqual(lengths.slice(from, to).map((size, i) => [from + i, `${size}`, size]));
      }),
      { numRuns: 30 },
    );
  });

  it('holds the limits of a batch for any mix of sizes, and a record over the limit comes alone', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    const sizes = [10, 10, 500, 10, 90, 20, 100_000, 150_000, 5, 5, 5, 5];
    await log.append(sizes.map((size) => ({ topic: 't', key: 'k', value: new Uint8Array(size) })));
    const batches: number[][] = [];
    const { promise: all, resolve: allCame } = Promise.withResolvers<void>();
    await log.subscribe({
      group: 'g',
      topics: ['t'],
      maxRecords: 3,
      maxBytes: 100,
      onFailure: () => allCame(),
      onBatch: async (batch, control) => {
        batches.push(batch.records.map((record) => record.value.length));
        await resolveAll(batch, control);
        if (batches.flat().length === sizes.length) allCame();
      },
    });
    await all;
    expect(batches).toEqual([[10, 10], [500], [10, 90], [20], [100_000], [150_000], [5, 5, 5], [5]]);
  });

  it('is the same log when opened again', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    await appendTexts(log, { topic: 't', partition: 0 }, ['kept']);
    await log.close();
    const again = logs.open();
    await appendTexts(again, { topic: 't', partition: 0 }, ['added']);
    expect((await readAll(again, { topic: 't', partition: 0 })).map(textOf)).toEqual(['kept', 'added']);
  });

  it('says that it is closed, and closes once', async () => {
    const log = logs.open();
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    await Promise.all([log.close(), log.close()]);
    await log.close();
    await expect(log.append([{ topic: 't', key: 'k', value: bytesOf('v') }])).rejects.toMatchObject({
      code: 'LOG_CLOSED',
    });
  });

  it('names a file that is no log', () => {
    writeFileSync(logs.path, 'This is a letter, not a database. '.repeat(50));
    expect(() => logs.open()).toThrow(expect.objectContaining({ code: 'LOG_STORAGE_FAILED' }));
  });
});
