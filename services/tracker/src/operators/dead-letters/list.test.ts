import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeadLetterLog, type DeadLetterLog } from '../../testing/dead-letter-log.ts';
import { findLetter } from './find.ts';
import type { LetterFilter } from './letters.ts';
import { type ListedLetter, listLetters } from './list.ts';

let bench: DeadLetterLog;
beforeEach(async () => {
  bench = await createDeadLetterLog();
});
afterEach(() => bench.close());

async function list(
  filter: LetterFilter = {},
  limit = 1000,
  log: DeadLetterLog['log'] = bench.log,
): Promise<ListedLetter[]> {
  const letters: ListedLetter[] = [];
  for await (const letter of listLetters({ log, serde: bench.serde }, { filter, limit }))
    letters.push(letter);
  return letters;
}

const ids = (letters: readonly ListedLetter[]) => letters.map(({ id }) => id);

describe('a list of dead letters', () => {
  it('is empty where there is none', async () => {
    expect(await list()).toEqual([]);
  });

  it('tells all of a letter but its original', async () => {
    await bench.write({ id: 'table-rows/1/2', learnerId: 'l', original: Buffer.alloc(40) });
    const [letter] = await list();
    expect(letter).toMatchObject({ id: 'table-rows/1/2', key: 'c/l', bytes: 40, appendedAt: 1_000_000 });
    expect(letter).not.toHaveProperty('original');
  });

  it('has each id once, as it was written last', async () => {
    await bench.write({ id: 'f/access/1', courseId: 'unknown', code: 'unknown_course' });
    bench.setTime(2_000_000);
    await bench.write({ id: 'f/access/1' });
    expect(await list()).toMatchObject([{ courseId: 'c', code: 'bad_time' }]);
    expect(await list({ code: 'unknown_course' })).toEqual([]);
  });

  it('leaves out and counts what cannot be read', async () => {
    await bench.write({ id: 'f/access/1' });
    const click = Buffer.from('no letter');
    await bench.log.append([{ topic: 'dead-letters', key: 'c', value: click }]);
    let unreadable = 0;
    const options = {
      filter: {},
      limit: 10,
      onUnreadable: (records: number) => {
        unreadable = records;
      },
    };
    const found = [];
    for await (const letter of listLetters(bench, options)) found.push(letter.id);
    expect({ found, unreadable }).toEqual({ found: ['f/access/1'], unreadable: 1 });
  });

  it('goes from the newest to the oldest over all partitions, to the limit and to the time asked for', async () => {
    const letters = fc.array(
      fc.record({ learner: fc.constantFrom('a', 'b', 'd', 'e'), pause: fc.integer({ min: 0, max: 2 }) }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(
        letters,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(20),
        async (written, limit, since) => {
          const log = await createDeadLetterLog();
          try {
            let at = 1;
            for (const [n, { learner, pause }] of written.entries()) {
              at += pause;
              log.setTime(at);
              await log.write({ id: `f/access/${n}`, learnerId: learner });
            }
            const found: ListedLetter[] = [];
            const options = { filter: { since }, limit };
            for await (const letter of listLetters(log, options)) found.push(letter);
            const all: ListedLetter[] = [];
            for await (const letter of listLetters(log, { filter: {}, limit: 1000 })) all.push(letter);
            expect(all).toHaveLength(written.length);
            const order = (a: ListedLetter, b: ListedLetter) =>
              b.appendedAt - a.appendedAt || b.partition - a.partition || b.offset - a.offset;
            expect(all).toEqual(all.toSorted(order));
            expect(found).toEqual(all.filter(({ appendedAt }) => appendedAt >= since).slice(0, limit));
          } finally {
            await log.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reads no further back than it must', async () => {
    const offsets = Array.from({ length: 1200 }, (_, n) => n);
    const value = (id: string) =>
      bench.serde.encode('DeadLetter', {
        ...{ id, courseId: 'c', learnerId: null, code: 'x', reason: 'x', source: id },
        original: Buffer.alloc(1),
      });
    await bench.log.append(
      offsets.map((n) => ({ topic: 'dead-letters', key: 'c', value: value(`f/access/${n}`) })),
    );
    const reads: number[] = [];
    const watched: typeof bench.log = {
      ...bench.log,
      read: (range) => {
        reads.push(range.from);
        return bench.log.read(range);
      },
    };
    expect(ids(await list({}, 3, watched))).toEqual(['f/access/1199', 'f/access/1198', 'f/access/1197']);
    expect(reads).toEqual([700]);
    expect(await list({}, 2000, watched)).toHaveLength(1200);
  });
});

describe('finding one dead letter', () => {
  it('gives it with its original, as it was written last', async () => {
    await bench.write(
      { id: 'table-rows/1/2', original: Buffer.from('old') },
      { id: 'table-rows/1/2', original: Buffer.from('new') },
      { id: 'table-rows/1/3' },
    );
    const { original, ...letter } = await findLetter(bench, 'table-rows/1/2');
    expect(Buffer.from(original).toString()).toBe('new');
    expect(letter).toMatchObject({ id: 'table-rows/1/2', bytes: 3, retry: null });
  });

  it('says that there is none of that name', async () => {
    await bench.write({ id: 'table-rows/1/2' });
    await expect(findLetter(bench, 'table-rows/1/3')).rejects.toMatchObject({ code: 'DEAD_LETTER_UNKNOWN' });
  });
});
