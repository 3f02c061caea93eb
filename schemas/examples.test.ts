import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@learning-tracker/runtime';
import {
  createEmbeddedSchemaRegistry,
  createSerde,
  type DecodedEvent,
  EVENT_FILES,
  type EventName,
  type Serde,
} from '@learning-tracker/streams';
import avro from 'avsc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import topics from './topics.json' with { type: 'json' };

const here = new URL('./', import.meta.url);
const schemaFiles = readdirSync(here).filter((file) => file.endsWith('.avsc'));

/** Examples are in Avro's JSON encoding (bytes as Latin-1 text, union values by their branch), by event. */
function examplesOf(name: string): readonly { readonly file: string; readonly text: string }[] {
  const folder = new URL(`examples/${name}/`, here);
  return readdirSync(folder).map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));
}

function plainType(file: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(readFileSync(new URL(file, here), 'utf8')));
}

/** Class instances as plain objects, byte fields as plain arrays, so that only the contents are compared. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, plain(field)]));
}

describe('schemas/', () => {
  const registry = createEmbeddedSchemaRegistry({ path: ':memory:' });
  const serde = createSerde({ registry, clock: systemClock });
  beforeAll(() => serde.register());
  afterAll(() => registry.close());

  it('have events.ts generated from them as they are', () => {
    const check = fileURLToPath(new URL('../scripts/generate-events.ts', here));
    execFileSync(process.execPath, [check, '--check']);
  });

  it('lie in a topic each and are all known to the program', () => {
    const carried = Object.values(topics).flat();
    expect(carried.map((stem) => `${stem}.avsc`).toSorted()).toEqual(schemaFiles.toSorted());
    expect(Object.values(EVENT_FILES).toSorted()).toEqual(schemaFiles.toSorted());
  });

  describe.each(Object.entries(EVENT_FILES))('%s', (name, file) => {
    const examples = examplesOf(file.replace('.avsc', ''));

    it('has two examples or more', () => {
      expect(examples.length).toBeGreaterThanOrEqual(2);
    });

    it.each(examples)('comes back from the wire as $file says', async ({ text }) => {
      const example: unknown = plainType(file).fromString(text);
      const encoded = encodeUnchecked(serde, name, example);
      await serde.prepare([{ value: encoded }]);
      const decoded: DecodedEvent = serde.decode(encoded);
      expect(decoded.name).toBe(name);
      expect(plain(decoded.value)).toEqual(plain(example));
      expect(JSON.parse(plainType(file).toString(decoded.value))).toEqual(JSON.parse(text));
    });

    it.each(examples)('is encoded as Avro itself does for $file', ({ text }) => {
      const type = plainType(file);
      const example: unknown = type.fromString(text);
      const body = encodeUnchecked(serde, name, example).subarray(5);
      expect(Buffer.from(body).equals(type.toBuffer(example))).toBe(true);
    });
  });

  it.each([
    ['table-row-changed', 'row'],
    ['content-row-changed', 'row'],
    ['learner-settings-changed', 'change'],
  ])('have an example of every kind of %s', (name, union) => {
    const kinds = examplesOf(name).flatMap(({ text }) => Object.keys(JSON.parse(text)[union]));
    const declared = (file: string): readonly string[] => {
      const schema: { fields: { name: string; type: { name: string }[] }[] } = JSON.parse(
        readFileSync(new URL(file, here), 'utf8'),
      );
      return schema.fields.find((field) => field.name === union)?.type.map((branch) => branch.name) ?? [];
    };
    expect(new Set(kinds)).toEqual(new Set(declared(`${name}.avsc`)));
  });
});

/** An example's type is only known from its folder; the codec itself checks every field. */
function encodeUnchecked(serde: Serde, name: string, value: unknown): Uint8Array {
  const encode: (name: EventName, value: never) => Uint8Array = serde.encode;
  return encode(name as EventName, value as never);
}
