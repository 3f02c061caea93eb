import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDeadLetterLog, type DeadLetterLog } from '../../testing/dead-letter-log.ts';
import { readableOriginal } from './original.ts';

let bench: DeadLetterLog;
beforeEach(async () => {
  bench = await createDeadLetterLog();
});
afterEach(() => bench.close());

const read = (id: string, original: Uint8Array) => readableOriginal(bench.serde, { id, original });

describe('the original of a dead letter', () => {
  it('is an event where its record can be decoded', async () => {
    const value = { id: 'x', courseId: 'c', learnerId: null, how: 'appended' } as const;
    const bytes = bench.serde.encode('DeadLetterRetried', value);
    expect(await read('table-rows/0/1', bytes)).toEqual({ event: { name: 'DeadLetterRetried', value } });
  });

  it('is text where it is nothing but that', async () => {
    expect(await read('abc/access/1', Buffer.from('"ünï",\t"code"\r\n'))).toEqual({
      text: '"ünï",\t"code"\r\n',
    });
    expect(await read('table-rows/0/1', Buffer.from('no event'))).toEqual({ text: 'no event' });
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff])],
    ['an escape that a terminal would obey', Buffer.from('\x1b[2J')],
    ['a record of an unknown schema', Buffer.from([0, 0, 0, 0, 99, 1])],
  ])('is hex for %s', async (_, bytes) => {
    expect(await read('table-rows/0/1', bytes)).toEqual({ hex: bytes.toString('hex') });
  });
});
