import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonChunks } from './json-chunks.ts';

test('pieces are together the JSON of the object, whatever is in it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
      const fields = Object.entries(values).map(
        ([name, value]) => [name, Array.isArray(value) ? { entries: value } : { value }] as const,
      );
      expect(JSON.parse([...jsonChunks(Object.fromEntries(fields))].join(''))).toEqual(
        JSON.parse(JSON.stringify(values)),
      );
    }),
  );
});

test('an entry is made when its turn comes', () => {
  const made: number[] = [];
  function* entries() {
    for (const entry of [1, 2]) {
      made.push(entry);
      yield entry;
    }
  }
  const chunks = jsonChunks({ list: { entries: entries() } });
  expect([chunks.next().value, made]).toEqual(['{"list":', []]);
  expect([chunks.next().value, made]).toEqual(['[1', [1]]);
});
