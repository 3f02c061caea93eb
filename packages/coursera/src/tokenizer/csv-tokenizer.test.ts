import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TokenizedRecord } from '../model.ts';
import { csv, quoted } from '../testing/dialect.ts';
import { type CsvTokenizerOptions, createCsvTokenizer } from './csv-tokenizer.ts';

async function tokenize(
  content: string | Uint8Array,
  options: CsvTokenizerOptions & { chunk?: number } = {},
) {
  const bytes = Buffer.from(content);
  const chunk = options.chunk ?? 1000;
  async function* source() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  }
  const records: TokenizedRecord[] = [];
  for await (const some of createCsvTokenizer(options).records(source())) records.push(...some);
  return records;
}

const good = (records: readonly TokenizedRecord[]) =>
  records.filter(({ problem }) => problem === undefined).map(({ line, fields }) => [line, ...fields]);
const broken = (records: readonly TokenizedRecord[]) =>
  records.flatMap(({ line, problem }) =>
    problem === undefined ? [] : [[line, problem.code, Buffer.from(problem.original).toString('latin1')]],
  );

describe('the dialect', () => {
  test('reads quoted, unquoted and empty fields', async () => {
    expect(good(await tokenize('"a",b,,"",1\n'))).toEqual([[1, 'a', 'b', '', '', '1']]);
  });

  test('resolves escapes inside quotes and leaves them alone outside', async () => {
    expect(good(await tokenize('"say \\"hi\\"","a\\\\",c\\d\n'))).toEqual([[1, 'say "hi"', 'a\\', 'c\\d']]);
  });

  test('counts physical lines through line breaks in fields, escaped ones too', async () => {
    expect(good(await tokenize('"a\nb\\\nc"\nd\n\n"e\r\nf"\ng'))).toEqual([
      [1, 'a\nb\nc'],
      [4, 'd'],
      [6, 'e\r\nf'],
      [8, 'g'],
    ]);
  });

  test('takes \\r\\n as a line end, beside \\n, and only there', async () => {
    expect(good(await tokenize('"a",b\r\n"c",d\n"e","f"\r\nx\ry\n'))).toEqual([
      [1, 'a', 'b'],
      [2, 'c', 'd'],
      [3, 'e', 'f'],
      [4, 'x\ry'],
    ]);
  });

  test('drops a byte order mark at the start only', async () => {
    expect(good(await tokenize('\ufeff"a"\n\ufeffb\n', { chunk: 1, blockBytes: 1 }))).toEqual([
      [1, 'a'],
      [2, '\ufeffb'],
    ]);
  });

  test('a file of nothing, of a mark and of blank lines has no records', async () => {
    for (const content of ['', '\ufeff', '\n\r\n\n']) expect(await tokenize(content)).toEqual([]);
  });

  test('gives the bytes of a good record too', async () => {
    const [, second] = await tokenize('a\n"b \\" é"\r\n');
    expect(Buffer.from(second?.original ?? []).toString()).toBe('"b \\" é"');
  });
});

describe('a broken record takes no other with it', () => {
  test('a quote inside an unquoted field', async () => {
    const records = await tokenize('a,b\nc"d,"e\nf,g\n');
    expect(good(records)).toEqual([
      [1, 'a', 'b'],
      [3, 'f', 'g'],
    ]);
    expect(broken(records)).toEqual([[2, 'bad_quoting', 'c"d,"e']]);
  });

  test('a doubled quote, which is no escape here', async () => {
    const records = await tokenize('"a""b"\n"c"\n');
    expect(good(records)).toEqual([[2, 'c']]);
    expect(broken(records)).toEqual([[1, 'bad_quoting', '"a""b"']]);
  });

  test('a quote that is not closed, before rows that are good', async () => {
    const records = await tokenize('"a","b\n"c","d"\n"e","f"\n');
    expect(good(records)).toEqual([
      [2, 'c', 'd'],
      [3, 'e', 'f'],
    ]);
    expect(broken(records)).toEqual([[1, 'bad_quoting', '"a","b']]);
  });

  test('a quote that is still open at the end, in a file cut while it was written', async () => {
    const records = await tokenize('"a"\n"b\nc"\n"d\ne');
    expect(good(records)).toEqual([
      [1, 'a'],
      [2, 'b\nc'],
      [5, 'e'],
    ]);
    expect(broken(records)).toEqual([[4, 'bad_quoting', '"d']]);
  });

  test('a file that ends in an escape', async () => {
    expect(broken(await tokenize('"a\\'))).toEqual([[1, 'bad_quoting', '"a\\']]);
  });

  test('invalid UTF-8: only its own record, whose other fields stay readable', async () => {
    const records = await tokenize(Buffer.from('a,\xc3\xa9\nb,\xe9\nc,d\n', 'latin1'));
    expect(good(records)).toEqual([
      [1, 'a', 'é'],
      [3, 'c', 'd'],
    ]);
    expect(broken(records)).toEqual([[2, 'bad_encoding', 'b,\xe9']]);
    expect(records[1]?.fields).toEqual(['b', '\ufffd']);
  });

  test('an open quote claims no more than the longest record', async () => {
    const rest = Array.from({ length: 50 }, (_, at) => `row ${at}\n`).join('');
    const records = await tokenize(`a\n"b\n${rest}`, { maxRecordBytes: 64, blockBytes: 16, chunk: 16 });
    expect(broken(records)).toEqual([[2, 'bad_quoting', '"b']]);
    expect(good(records)).toHaveLength(51);
    expect(good(records).at(-1)).toEqual([52, 'row 49']);
  });

  test('a line without end is not kept in memory, and the line after it is read', async () => {
    const records = await tokenize(`a\n${'x'.repeat(300_000)}\nb\n`, {
      maxRecordBytes: 1000,
      blockBytes: 1000,
    });
    expect(good(records)).toEqual([
      [1, 'a'],
      [3, 'b'],
    ]);
    const [problem] = records.flatMap((record) => record.problem ?? []);
    expect(problem?.original.length).toBeGreaterThan(1000);
    expect(problem?.original.length).toBeLessThanOrEqual(65_536);
  });
});

/** Texts in which what matters to the dialect is frequent. */
const field = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', ',', '\n', '\r', 'a', 'é', '😀', '\0'), maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const rows = fc.array(fc.array(field, { minLength: 1, maxLength: 5 }), { maxLength: 12 });
const blocking = fc.record({
  blockBytes: fc.integer({ min: 1, max: 60 }),
  chunk: fc.integer({ min: 1, max: 40 }),
});

function withLines(written: readonly (readonly string[])[], from: number, perRow: number) {
  let line = from;
  return written.map((fields) => {
    const record = [line, ...fields];
    line += perRow + fields.join('').split('\n').length - 1;
    return record;
  });
}

test('property: what is written is read back, with its lines, however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), blocking, async (written, lineEnd, options) => {
      const records = await tokenize(csv(written, lineEnd), options);
      expect(good(records)).toEqual(withLines(written, 1, 1));
      expect(broken(records)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('property: unquoted fields are read as they stand', async () => {
  const plain = fc.string({
    unit: fc.constantFrom('a', '\\', ' ', 'é', '\0', '\t'),
    minLength: 1,
    maxLength: 6,
  });
  const plainRows = fc.array(fc.array(fc.oneof(plain, field.map(quoted)), { minLength: 1, maxLength: 4 }), {
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(plainRows, blocking, async (written, options) => {
      const records = await tokenize(written.map((fields) => `${fields.join(',')}\n`).join(''), options);
      const expected = written.map((fields) =>
        fields.map((text) =>
          text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\([\s\S])/g, '$1') : text,
        ),
      );
      expect(good(records).map(([, ...fields]) => fields)).toEqual(expected);
    }),
  );
});

test('property: a line of junk costs no other row, whatever is in it, where rows begin with an id', async () => {
  const rowsWithId = rows.map((some) => some.map((fields) => ['id', ...fields]));
  const junk = fc
    .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(34, 92, 44, 13)), {
      minLength: 1,
      maxLength: 30,
    })
    .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)));
  await fc.assert(
    fc.asyncProperty(rowsWithId, junk, rowsWithId, blocking, async (before, bytes, after, options) => {
      const start = csv(before);
      const content = Buffer.concat([Buffer.from(start), bytes, Buffer.from('\n'), Buffer.from(csv(after))]);
      const junkLine = start.split('\n').length;
      const records = await tokenize(content, options);
      const kept = good(records).filter(([line]) => line !== junkLine);
      expect(kept).toEqual([...withLines(before, 1, 1), ...withLines(after, junkLine + 1, 1)]);
      for (const [line] of broken(records)) expect(line).toBe(junkLine);
    }),
    { numRuns: 500 },
  );
});
