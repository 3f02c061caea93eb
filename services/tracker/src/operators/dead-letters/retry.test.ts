import type { DeadRow, RowAnswer } from '@learning-tracker/fetcher';
import { type ClickObserved, TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeadLetterLog, type DeadLetterLog } from '../../testing/dead-letter-log.ts';
import { listLetters } from './list.ts';
import { type RetryOptions, retryLetters } from './retry.ts';

let bench: DeadLetterLog;
let asked: DeadRow[];
let answer: RowAnswer;
beforeEach(async () => {
  bench = await createDeadLetterLog();
  asked = [];
  answer = 'requested';
});
afterEach(() => bench.close());

interface Circumstances extends Partial<RetryOptions> {
  readonly erased?: readonly string[];
  readonly ledger?: boolean;
}

/** @returns `id outcome` of each letter dealt with, sorted */
async function retry({ erased = [], ledger = true, ...options }: Circumstances = {}): Promise<string[]> {
  const dealt: string[] = [];
  const requests = {
    check: () => answer,
    ask: (rows: readonly DeadRow[]) => void asked.push(...rows),
    close: () => {},
  };
  await retryLetters(
    {
      ...bench,
      isErased: ({ learnerId }) => erased.includes(learnerId),
      requests: ledger ? requests : null,
    },
    {
      filter: {},
      again: false,
      dryRun: false,
      onLetter: ({ id }, outcome) => void dealt.push(`${id} ${outcome}`),
      onProgress: () => {},
      ...options,
    },
  );
  return dealt.sort();
}

const clicks = () => bench.records(TOPICS.clicks);
const RECORD = 'clickstream-events/1/5';
const ROW = 'abc/access/7';

describe('a record', () => {
  it('is appended again to its topic, byte for byte and under its key', async () => {
    const original = Buffer.from([0, 1, 2, 255]);
    await bench.write({ id: RECORD, learnerId: 'l', original });
    expect(await retry()).toEqual([`${RECORD} appended`]);
    expect(await clicks()).toEqual([{ key: 'c/l', value: original }]);
  });

  it('is retried once, and again only where that is said', async () => {
    await bench.write({ id: RECORD });
    await retry();
    expect(await retry()).toEqual([`${RECORD} already`]);
    expect(await clicks()).toHaveLength(1);
    expect(await retry({ again: true })).toEqual([`${RECORD} appended`]);
    expect(await clicks()).toHaveLength(2);
  });

  it('stays retried where its letter comes again, since a log read anew tells the same', async () => {
    await bench.write({ id: RECORD });
    await retry();
    await bench.write({ id: RECORD });
    expect(await retry()).toEqual([`${RECORD} already`]);
  });

  it('is listed with the time of its retry', async () => {
    await bench.write({ id: RECORD });
    bench.setTime(7_000_000);
    await retry();
    for await (const letter of listLetters(bench, { filter: {}, limit: 1 })) {
      expect(letter.retry).toEqual({ at: 7_000_000, how: 'appended' });
    }
  });

  it('that stands in several letters is appended once', async () => {
    await bench.write({ id: RECORD }, { id: RECORD }, { id: RECORD, courseId: 'other' });
    expect(await retry()).toEqual([`${RECORD} appended`]);
    expect(await clicks()).toHaveLength(1);
  });
});

describe('a row of a file', () => {
  it('is asked of the fetcher', async () => {
    await bench.write({ id: ROW });
    expect(await retry()).toEqual([`${ROW} requested`]);
    expect(asked).toEqual([{ checksum: 'abc', stream: 'access', line: 7 }]);
    expect(await retry()).toEqual([`${ROW} already`]);
  });

  it('is left where the fetcher has no use for the request', async () => {
    await bench.write({ id: ROW, code: 'unknown_course' });
    expect(await retry()).toEqual([`${ROW} impossible`]);
  });

  it.each([
    ['file-unknown', 'impossible'],
    ['file-failed', 'impossible'],
    ['taken-before', 'already'],
  ] as const)('is left where the ledger says %s', async (said, outcome) => {
    answer = said;
    await bench.write({ id: ROW });
    expect(await retry({ again: true })).toEqual([`${ROW} ${outcome}`]);
    expect(asked).toEqual([]);
  });

  it('is left where the ledger is elsewhere', async () => {
    await bench.write({ id: ROW });
    expect(await retry({ ledger: false })).toEqual([`${ROW} impossible`]);
  });
});

describe('learners to be forgotten', () => {
  it('are not retried, whether letter or record names them', async () => {
    const click: ClickObserved = {
      ...{ courseId: 'c', learnerId: 'gone', kind: 'access', at: 1, url: '', key: '', value: '' },
      ...{ identity: Buffer.alloc(16), occurrence: 0, extra: {} },
    };
    const idRow = { LearnerIdRow: { tableId: 't', dashboardId: 'gone' } };
    await bench.write(
      { id: 'clickstream-events/0/1', learnerId: 'gone' },
      {
        id: 'clickstream-events/0/2',
        learnerId: 'other',
        original: bench.serde.encode('ClickObserved', click),
      },
      {
        id: 'course-content/0/3',
        original: bench.serde.encode('ContentRowChanged', {
          ...{ courseId: 'c', version: 1, deleted: false, extra: {} },
          row: idRow,
        }),
      },
      { id: ROW, learnerId: 'gone' },
      { id: 'clickstream-events/0/4', learnerId: 'here' },
    );
    expect(await retry({ erased: ['gone'], again: true })).toEqual([
      `${ROW} erased`,
      'clickstream-events/0/1 erased',
      'clickstream-events/0/2 erased',
      'clickstream-events/0/4 appended',
      'course-content/0/3 erased',
    ]);
    expect(await clicks()).toHaveLength(1);
    expect(asked).toEqual([]);
  });
});

describe('a retry', () => {
  it('does nothing but say what it would in a dry run', async () => {
    await bench.write({ id: RECORD }, { id: ROW });
    const before = await bench.records(TOPICS.deadLetters);
    expect(await retry({ dryRun: true })).toEqual([`${ROW} requested`, `${RECORD} appended`]);
    expect(await clicks()).toEqual([]);
    expect(asked).toEqual([]);
    expect(await bench.records(TOPICS.deadLetters)).toEqual(before);
  });

  it('does nothing at all where one of the ids is unknown', async () => {
    await bench.write({ id: RECORD });
    const filter = { ids: new Set([RECORD, 'table-rows/0/0']) };
    await expect(retry({ filter })).rejects.toMatchObject({
      code: 'DEAD_LETTER_UNKNOWN',
      message: expect.stringContaining('table-rows/0/0'),
    });
    expect(await clicks()).toEqual([]);
  });

  it('that ends before its notes are durable is made up for by the next', async () => {
    await bench.write({ id: RECORD });
    const { log } = bench;
    const failing = {
      ...log,
      append: async (records: Parameters<typeof log.append>[0]) => {
        await log.append(records.filter(({ topic }) => topic !== TOPICS.deadLetters));
        throw new Error('crash');
      },
    };
    const whole = bench;
    bench = { ...bench, log: failing };
    await expect(retry()).rejects.toThrow('crash');
    bench = whole;
    expect(await retry()).toEqual([`${RECORD} appended`]);
    expect(new Set((await clicks()).map(({ value }) => value.toString())).size).toBe(1);
  });

  it('goes in portions, and reaches every letter once', async () => {
    const count = 1300;
    const original = Buffer.alloc(3_000);
    for (let n = 0; n < count; n += 1) {
      await bench.write({ id: `clickstream-events/0/${n}`, learnerId: `l${n % 9}`, original });
    }
    const appends: number[] = [];
    const { log } = bench;
    bench = {
      ...bench,
      log: {
        ...log,
        append: (records) => {
          appends.push(records.length);
          return log.append(records);
        },
      },
    };
    const progress: number[] = [];
    const dealt = await retry({ onProgress: (done, total) => void progress.push(done / total) });
    expect(new Set(dealt).size).toBe(count);
    expect(await clicks()).toHaveLength(count);
    expect(Math.max(...appends)).toBeLessThanOrEqual(501);
    expect(appends.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });
});
