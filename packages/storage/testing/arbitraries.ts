import type { Choice, CoursePart, Part, Register } from '@learning-tracker/metrics';
import { clickKey, progressKey, visitKey } from '@learning-tracker/metrics';
import fc from 'fast-check';
import { KNOWN_PAGE_TYPES } from '../src/codec/page-types.ts';

const DAY = 86_400_000_000;

/** Objects as code makes them: fast-check's own may have no prototype, which `toStrictEqual` would tell apart. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}

/** Small domains, so that keys, versions and times collide; among them whole seconds, milliseconds and microseconds. */
const time = fc.oneof(
  fc.integer({ min: 0, max: 5 }).map((n) => 1_700_000_000_000_000 + n * 1_000_000),
  fc.integer({ min: 0, max: 5 }).map((n) => 1_700_000_000_000_000 + n * 1000),
  fc.integer({ min: -(2 ** 51), max: 2 ** 51 }),
);
const offset = fc.oneof(
  fc.integer({ min: 0, max: 86_399 }).map((n) => n * 1_000_000),
  fc.integer({ min: 0, max: 86_399_999 }).map((n) => n * 1000),
  fc.integer({ min: 0, max: DAY - 1 }),
);
const id = fc.oneof(
  fc.constantFrom('a', 'b', 'B', '~', 'é', '😀', '\uffff', ''),
  fc.string({ unit: 'binary' }),
);
const grade = fc.double({ min: 0, max: 1, noNaN: true });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

function register<V>(value: fc.Arbitrary<V>): fc.Arbitrary<Register<V>> {
  return record({ version: time, value: optional(value) });
}

function choice<V>(value: fc.Arbitrary<V>): fc.Arbitrary<Choice<V>> {
  return record({ at: time, eventId: id, value });
}

function mapOf<V>(key: fc.Arbitrary<string>, value: fc.Arbitrary<V>): fc.Arbitrary<Map<string, V>> {
  return fc.array(fc.tuple(key, value), { maxLength: 8 }).map((entries) => new Map(entries));
}

function keyed<V>(value: fc.Arbitrary<V>, keyOf: (value: V) => string): fc.Arbitrary<Map<string, V>> {
  return fc.array(value, { maxLength: 12 }).map((all) => new Map(all.map((v) => [keyOf(v), v])));
}

const runs = fc
  .uniqueArray(offset, { maxLength: 8 })
  .map((points) => points.sort((a, b) => a - b).slice(0, points.length - (points.length % 2)));

const click = record({
  offset,
  identity: fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'),
    minLength: 16,
    maxLength: 16,
  }),
  occurrence: fc.nat(3),
});

const visit = record({
  pageType: fc.oneof(fc.constantFrom(...KNOWN_PAGE_TYPES), fc.constantFrom('new', '', 'Ähnlich')),
  itemId: optional(id),
  clicks: keyed(click, clickKey),
});

export const partArbitraries: { readonly [K in Part['kind']]: fc.Arbitrary<Part> } = {
  day: record({
    kind: fc.constant('day'),
    day: fc.integer({ min: -1, max: 30_000 }),
    visits: keyed(visit, ({ pageType, itemId }) => visitKey(pageType, itemId)),
    pageRuns: runs,
    videoRuns: runs,
  }),
  progress: record({
    kind: fc.constant('progress'),
    rows: keyed(
      record({
        itemId: id,
        state: fc.integer({ min: -1, max: 3 }),
        at: time,
        version: time,
        count: fc.nat(3),
      }),
      progressKey,
    ),
  }),
  grades: record({
    kind: fc.constant('grades'),
    items: mapOf(id, register(record({ grade: optional(grade), at: optional(time) }))),
    course: optional(register(record({ overall: optional(grade), at: optional(time) }))),
  }),
  posts: record({
    kind: fc.constant('posts'),
    questions: mapOf(id, register(record({ at: time }))),
    answers: mapOf(id, register(record({ questionId: id, at: time }))),
  }),
  memberships: record({
    kind: fc.constant('memberships'),
    sessions: mapOf(id, register(record({ startAt: time, endAt: optional(time) }))),
  }),
  settings: record({
    kind: fc.constant('settings'),
    consent: optional(choice(record({ consent: fc.boolean(), followUp: optional(fc.boolean()) }))),
    goal: optional(choice(id)),
    selection: optional(choice(fc.array(id, { maxLength: 6 }))),
    questionnaires: keyed(
      choice(fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 24 })),
      ({ eventId }) => eventId,
    ),
    opened: optional(record({ week: fc.integer({ min: 0, max: 30_000 }), at: time })),
    expiredAt: optional(time),
  }),
};

const order = optional(fc.integer({ min: 0, max: 99 }));

function contentTable<K extends string, V>(kind: K, row: fc.Arbitrary<V>) {
  return record({ kind: fc.constant(kind), rows: mapOf(id, register(row)) });
}

export const coursePartArbitraries: { readonly [K in CoursePart['kind']]: fc.Arbitrary<CoursePart> } = {
  items: contentTable(
    'items',
    record({
      itemId: id,
      branchId: optional(id),
      lessonId: optional(id),
      typeId: optional(id),
      order,
      name: optional(id),
      optional: fc.boolean(),
    }),
  ),
  lessons: contentTable(
    'lessons',
    record({ lessonId: id, branchId: optional(id), moduleId: optional(id), order, name: optional(id) }),
  ),
  modules: contentTable(
    'modules',
    record({ moduleId: id, branchId: optional(id), order, name: optional(id) }),
  ),
  itemTypes: contentTable(
    'itemTypes',
    record({
      typeId: id,
      description: id,
      category: optional(id),
      graded: fc.boolean(),
      atomTypeId: optional(id),
    }),
  ),
  sessions: contentTable(
    'sessions',
    record({ sessionId: id, startAt: time, endAt: optional(time), branchId: optional(id) }),
  ),
  branches: contentTable('branches', record({ branchId: id })),
  config: record({
    kind: fc.constant('config'),
    version: fc.oneof(time, fc.constant(Number.MIN_SAFE_INTEGER)),
    json: fc.json(),
  }),
  exports: record({
    kind: fc.constant('exports'),
    exportedUpTo: optional(time),
    tables: mapOf(id, record({ version: time, rows: fc.nat() })),
  }),
  calibration: record({ kind: fc.constant('calibration'), version: fc.nat(), json: fc.json() }),
};

/** The same value with the entries of every map inserted in another order. */
export function reordered<T>(value: T): T;
export function reordered(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].reverse().map(([k, v]) => [k, reordered(v)]));
  if (Array.isArray(value)) return value.map((element) => reordered(element));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, reordered(v)]));
}
