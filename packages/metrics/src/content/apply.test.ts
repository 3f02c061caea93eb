import { describe, expect, test } from 'vitest';
import {
  applyContent,
  applyDocument,
  applyExport,
  type ContentFact,
  contentKey,
  emptyCoursePart,
  mergeCourseParts,
} from './apply.ts';
import type { ConfigPart, ContentPart, ExportsPart, Item } from './content.ts';

const ITEM: Item = {
  itemId: 'i',
  branchId: null,
  lessonId: null,
  typeId: null,
  order: null,
  name: null,
  optional: false,
};
const STAMP = { version: 1, deleted: false };

describe('contentKey', () => {
  const order = { order: null, name: null };
  const facts: readonly (readonly [string, ContentFact])[] = [
    ['i', { table: 'items', row: ITEM, ...STAMP }],
    ['b/i', { table: 'items', row: { ...ITEM, branchId: 'b' }, ...STAMP }],
    ['l', { table: 'lessons', row: { lessonId: 'l', branchId: null, moduleId: null, ...order }, ...STAMP }],
    ['b/l', { table: 'lessons', row: { lessonId: 'l', branchId: 'b', moduleId: null, ...order }, ...STAMP }],
    ['m', { table: 'modules', row: { moduleId: 'm', branchId: null, ...order }, ...STAMP }],
    ['b/m', { table: 'modules', row: { moduleId: 'm', branchId: 'b', ...order }, ...STAMP }],
    [
      't',
      {
        table: 'itemTypes',
        row: { typeId: 't', description: 'x', category: null, graded: false, atomTypeId: '9' },
        ...STAMP,
      },
    ],
    ['s', { table: 'sessions', row: { sessionId: 's', startAt: 1, endAt: null, branchId: 'b' }, ...STAMP }],
    ['b', { table: 'branches', row: { branchId: 'b' }, ...STAMP }],
  ];
  test.each(facts)('is %s of %o', (key, fact) => {
    expect(contentKey(fact)).toBe(key);
  });
});

describe('applyContent', () => {
  const empty = (): ContentPart<'items'> => ({ kind: 'items', rows: new Map() });

  test('keeps the newest row, behind a tombstone none', () => {
    const part = empty();
    expect(applyContent(part, 'i', { ...STAMP, row: ITEM })).toBe(true);
    expect(applyContent(part, 'i', { version: 3, deleted: true, row: ITEM })).toBe(true);
    expect(applyContent(part, 'i', { version: 2, deleted: false, row: { ...ITEM, name: 'late' } })).toBe(
      false,
    );
    expect(part.rows.get('i')).toEqual({ version: 3, value: null });
  });
});

describe('applyExport', () => {
  const empty = (): ExportsPart => ({ kind: 'exports', exportedUpTo: null, tables: new Map() });
  const delivered = { table: 'course_items', version: 5, rows: 10, newestFactAt: null };

  test('keeps the newest time of any file', () => {
    const part = empty();
    const at = (newestFactAt: number | null) =>
      applyExport(part, { table: null, version: 1, rows: 1, newestFactAt });
    expect([at(7), at(5), at(null), at(7), at(9)]).toEqual([true, false, false, false, true]);
    expect(part.exportedUpTo).toBe(9);
  });

  test('keeps the newest delivery of a table, at equal versions the one of more rows', () => {
    const part = empty();
    const deliver = (version: number, rows: number) => applyExport(part, { ...delivered, version, rows });
    expect([
      deliver(5, 10),
      deliver(5, 10),
      deliver(4, 99),
      deliver(5, 9),
      deliver(5, 11),
      deliver(6, 0),
    ]).toEqual([true, false, false, false, true, true]);
    expect(part.tables).toEqual(new Map([['course_items', { version: 6, rows: 0 }]]));
  });

  test('a clickstream file is no table', () => {
    const part = empty();
    applyExport(part, { ...delivered, table: null, newestFactAt: 3 });
    expect(part).toEqual({ kind: 'exports', exportedUpTo: 3, tables: new Map() });
  });
});

test('a document is replaced by a greater version, at equal versions by the greater text', () => {
  const part: ConfigPart = { kind: 'config', version: 5, json: 'b' };
  const replaced = (version: number, json: string) => applyDocument(part, { version, json });
  expect([replaced(4, 'z'), replaced(5, 'a'), replaced(5, 'b'), replaced(5, 'c'), replaced(6, 'a')]).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(part).toEqual({ kind: 'config', version: 6, json: 'a' });
});

describe('mergeCourseParts', () => {
  const items = (version: number): ContentPart<'items'> => ({
    kind: 'items',
    rows: new Map([['i', { version, value: ITEM }]]),
  });
  const exports = (at: number, table: string): ExportsPart => ({
    kind: 'exports',
    exportedUpTo: at,
    tables: new Map([[table, { version: at, rows: 1 }]]),
  });

  test.each([
    [items(1), items(2), items(2)],
    [
      { kind: 'config', version: 1, json: 'a' } as const,
      { kind: 'config', version: 2, json: 'b' } as const,
      { kind: 'config', version: 2, json: 'b' },
    ],
    [
      exports(1, 'a'),
      exports(2, 'b'),
      {
        kind: 'exports',
        exportedUpTo: 2,
        tables: new Map([
          ['a', { version: 1, rows: 1 }],
          ['b', { version: 2, rows: 1 }],
        ]),
      },
    ],
  ])('joins from either side and changes neither', (a, b, joined) => {
    const before = structuredClone([a, b]);
    expect(mergeCourseParts(a, b)).toEqual(joined);
    expect(mergeCourseParts(b, a)).toEqual(joined);
    expect([a, b]).toEqual(before);
  });

  test('a part joined with the empty part of its name is itself', () => {
    for (const part of [items(1), exports(1, 'a'), { kind: 'calibration', version: 1, json: 'x' } as const])
      expect(mergeCourseParts(emptyCoursePart(part.kind), part)).toEqual(part);
  });

  test('refuses parts of two kinds', () => {
    expect(() => mergeCourseParts(items(1), emptyCoursePart('lessons'))).toThrow(TypeError);
  });
});
