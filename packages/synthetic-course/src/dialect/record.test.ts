import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBackslashCsv } from '../testing/backslash-csv.ts';
import { record } from './record.ts';

const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', ',', '\n', '\r', 'é', '学', '🙏') });
const field = fc.option(text, { nil: null });

describe('record', () => {
  it('is read back by the dialect as it was given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 1, maxLength: 5 })),
        fc.constantFrom('', 'NA'),
        (rows, nullText) => {
          const written = rows.map((row) => record(row, nullText)).join('');
          expect(readBackslashCsv(written)).toEqual(rows);
        },
      ),
    );
  });

  it('quotes values, escapes with a backslash and leaves null bare', () => {
    expect(record(['a"b\\c', null, ''], 'NA')).toBe('"a\\"b\\\\c",NA,""\n');
  });
});
