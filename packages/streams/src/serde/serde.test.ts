import { readFileSync } from 'node:fs';
import { MINUTE } from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import avro from 'avsc';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createEmbeddedSchemaRegistry,
  type EmbeddedSchemaRegistry,
} from '../embedded/embedded-schema-registry.ts';
import type { ClickObserved } from '../generated/events.ts';
import { createEventEncoder } from './event-encoder.ts';
import { SCHEMAS_FOLDER } from './event-schemas.ts';
import { createSerde, type Serde, type SerdeOptions } from './serde.ts';
import { HEADER_BYTES, schemaIdOf, writeHeader } from './wire-format.ts';

const click: ClickObserved = {
  courseId: 'c',
  learnerId: 'l',
  kind: 'video',
  at: 1_557_136_800_123_456,
  url: 'https://example.org/',
  key: 'k',
  value: '{}',
  identity: Uint8Array.from({ length: 16 }, (_, i) => i * 17),
  occurrence: 3,
  extra: { country_cd: 'NL' },
};

interface FieldSchema {
  readonly name: string;
  readonly [attribute: string]: unknown;
}

function clickFields(): readonly FieldSchema[] {
  const schema: { fields: FieldSchema[] } = JSON.parse(
    readFileSync(new URL('click-observed.avsc', SCHEMAS_FOLDER), 'utf8'),
  );
  return schema.fields;
}

function clickSchema(fields: readonly FieldSchema[], name = 'ClickObserved'): string {
  return JSON.stringify({ type: 'record', name, fields });
}

/** A record as another program would write it under `id`. */
function written(id: number, schema: string, value: object): Uint8Array {
  const body = avro.Type.forSchema(JSON.parse(schema)).toBuffer(value);
  const record = Buffer.alloc(HEADER_BYTES + body.length);
  writeHeader(record, id);
  body.copy(record, HEADER_BYTES);
  return record;
}

describe('serde', () => {
  let registry: EmbeddedSchemaRegistry;
  let now: number;
  let asked: number[];
  let serde: Serde;

  beforeEach(() => {
    registry = createEmbeddedSchemaRegistry({ path: ':memory:' });
    now = 0;
    asked = [];
    const watched: SerdeOptions['registry'] = {
      register: registry.register,
      schemaById: (id) => {
        asked.push(id);
        return registry.schemaById(id);
      },
    };
    serde = createSerde({ registry: watched, clock: { now: () => now } });
  });
  afterEach(() => registry.close());

  async function roundTrip(value: ClickObserved): Promise<unknown> {
    const encoded = serde.encode('ClickObserved', value);
    await serde.prepare([{ value: encoded }]);
    const decoded = serde.decode(encoded);
    if (decoded.name !== 'ClickObserved') throw new Error(`decoded ${decoded.name}`);
    return { ...decoded.value, identity: Uint8Array.from(decoded.value.identity) };
  }

  it('registers every event once, under topic and record name', async () => {
    const subjects: string[] = [];
    const spy: SerdeOptions['registry'] = {
      register: async (subject) => subjects.push(subject),
      schemaById: registry.schemaById,
    };
    await createSerde({ registry: spy, clock: { now: () => now } }).register();
    expect(subjects.toSorted()).toEqual([
      'clickstream-events-ClickObserved',
      'course-content-ContentRowChanged',
      'course-content-CourseCalibrated',
      'course-content-CourseConfigured',
      'course-content-ExportIngested',
      'dead-letters-DeadLetter',
      'dead-letters-DeadLetterRetried',
      'learner-settings-LearnerSettingsChanged',
      'table-rows-TableRowChanged',
    ]);
  });

  it('writes a zero byte, the schema id and the body', async () => {
    await serde.register();
    const encoded = serde.encode('ClickObserved', click);
    expect(encoded[0]).toBe(0);
    const id = Buffer.from(encoded).readInt32BE(1);
    expect(schemaIdOf(encoded)).toBe(id);
    expect(Buffer.from(encoded)).toEqual(
      written(id, clickSchema(clickFields()), { ...click, identity: Buffer.from(click.identity) }),
    );
  });

  it('gives back every text, number and byte, however long', async () => {
    await serde.register();
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .integer({ min: 55, max: 70 })
        .chain((n) => fc.string({ unit: 'grapheme', minLength: n, maxLength: n })),
      fc
        .tuple(fc.constantFrom('a', 'é', '学', '😀'), fc.nat(9_000))
        .map(([unit, count]) => unit.repeat(count)),
    );
    const clicks = fc.record({
      courseId: text,
      learnerId: text,
      kind: fc.constantFrom<'access' | 'video'>('access', 'video'),
      at: fc.integer({ min: -1e15, max: 8e15 }),
      url: text,
      key: text,
      value: text,
      identity: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      occurrence: fc.nat(),
      extra: fc.dictionary(fc.string({ unit: fc.constantFrom('a', 'b', '_', 'ü') }), text, { maxKeys: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(clicks, async (value) => {
        expect(await roundTrip(value)).toEqual({ ...value, extra: { ...value.extra } });
      }),
    );
  });

  it('does not change a record when the next is encoded', async () => {
    await serde.register();
    const first = serde.encode('ClickObserved', click);
    const copy = Uint8Array.from(first);
    serde.encode('ClickObserved', { ...click, url: 'x'.repeat(100_000) });
    expect(Uint8Array.from(first)).toEqual(copy);
  });

  it('reads what an older schema wrote, with the defaults of the new one', async () => {
    const old = clickSchema(clickFields().filter((field) => field.name !== 'extra'));
    const id = await registry.register('clickstream-events-ClickObserved', old);
    await serde.register();
    const record = written(id, old, { ...click, identity: Buffer.from(click.identity) });
    await serde.prepare([{ value: record }]);
    const decoded = serde.decode(record);
    expect(decoded).toMatchObject({
      name: 'ClickObserved',
      value: { url: click.url, at: click.at, extra: {} },
    });
  });

  it('refuses to register over a schema whose records it could not read', async () => {
    const other = clickFields().map((field) => (field.name === 'url' ? { ...field, type: 'int' } : field));
    await registry.register('clickstream-events-ClickObserved', clickSchema(other));
    await expect(serde.register()).rejects.toMatchObject({ code: 'SCHEMA_INCOMPATIBLE' });
  });

  it('hands out what another thread needs to write the same bytes', async () => {
    await serde.register();
    const schema = structuredClone(serde.registered('ClickObserved'));
    expect(createEventEncoder('ClickObserved', schema)(click)).toEqual(serde.encode('ClickObserved', click));
  });

  it('encodes nothing before its schema has an id', () => {
    expect(() => serde.registered('ClickObserved')).toThrow(
      expect.objectContaining({ code: 'SERDE_UNREGISTERED' }),
    );
    expect(() => serde.encode('ClickObserved', click)).toThrow(
      expect.objectContaining({ code: 'SERDE_UNREGISTERED' }),
    );
  });

  it.each([
    ['a wrong type', { at: 'noon' }],
    ['a fraction of a microsecond', { at: 0.5 }],
    ['a missing field', { url: undefined }],
    ['an identity of another length', { identity: new Uint8Array(15) }],
    ['an unknown kind', { kind: 'audio' }],
  ])('encodes no value with %s', async (_, fault) => {
    await serde.register();
    const faulty = { ...click, ...fault } as ClickObserved;
    expect(() => serde.encode('ClickObserved', faulty)).toThrow(
      expect.objectContaining({ code: 'RECORD_UNENCODABLE' }),
    );
    expect(await roundTrip(click)).toEqual(click);
  });

  describe('unknown schemas', () => {
    const stray = Buffer.from([0, 0, 0, 0, 99, 1, 2, 3]);
    const unknown = expect.objectContaining({ code: 'SCHEMA_UNKNOWN' });

    it('are asked for once a minute, and found when they appear', async () => {
      const batch = [{ value: stray }, { value: stray }];
      await serde.prepare(batch);
      await serde.prepare(batch);
      expect(asked).toEqual([99]);
      expect(() => serde.decode(stray)).toThrow(unknown);
      now += MINUTE;
      await serde.prepare(batch);
      expect(asked).toEqual([99, 99]);
      expect(() => serde.decode(stray)).toThrow(unknown);
    });

    it('are no failure of the batch, but a failing registry is', async () => {
      const down: SerdeOptions['registry'] = {
        register: registry.register,
        schemaById: async () => {
          throw new Error('connection refused');
        },
      };
      const unlucky = createSerde({ registry: down, clock: { now: () => now } });
      await expect(unlucky.prepare([{ value: stray }])).rejects.toThrow('connection refused');
    });

    it('are not asked for when all of a batch are known', async () => {
      await serde.register();
      const value = serde.encode('ClickObserved', click);
      await serde.prepare([{ value }]);
      await serde.prepare(Array.from({ length: 100 }, () => ({ value })));
      expect(asked).toEqual([schemaIdOf(value)]);
    });

    it('of other programs are undecodable', async () => {
      const foreign = clickSchema(clickFields(), 'SomethingElse');
      const id = await registry.register('foreign', foreign);
      const record = written(id, foreign, { ...click, identity: Buffer.from(click.identity) });
      await serde.prepare([{ value: record }]);
      expect(() => serde.decode(record)).toThrow(expect.objectContaining({ code: 'RECORD_UNDECODABLE' }));
    });
  });

  describe('damaged records', () => {
    const undecodable = expect.objectContaining({ code: 'RECORD_UNDECODABLE' });

    it('are refused at every length but the right one', async () => {
      await serde.register();
      const whole = serde.encode('ClickObserved', click);
      await serde.prepare([{ value: whole }]);
      for (let length = 0; length < whole.length; length += 1) {
        expect(() => serde.decode(whole.subarray(0, length))).toThrow(undecodable);
      }
      expect(() => serde.decode(Buffer.concat([whole, Buffer.from([0])]))).toThrow(undecodable);
    });

    it('of any bytes give an event or the stable error, at once', async () => {
      await serde.register();
      const whole = serde.encode('ClickObserved', click);
      await serde.prepare([{ value: whole }]);
      const damage = fc.array(fc.tuple(fc.nat(whole.length), fc.uint8Array({ maxLength: 9 })), {
        maxLength: 4,
      });
      fc.assert(
        fc.property(damage, (places) => {
          let bytes = Buffer.from(whole);
          for (const [at, junk] of places) {
            const start = Math.max(HEADER_BYTES, at);
            bytes = Buffer.concat([bytes.subarray(0, start), junk, bytes.subarray(start + 1)]);
          }
          try {
            expect(serde.decode(bytes).name).toBe('ClickObserved');
          } catch (error) {
            if (!(error instanceof TrackerError)) throw error;
            expect(error.code).toBe('RECORD_UNDECODABLE');
          }
        }),
        { numRuns: 2_000 },
      );
    });

    it('that claim an endless map are refused', async () => {
      await serde.register();
      const whole = serde.encode('ClickObserved', { ...click, extra: {} });
      await serde.prepare([{ value: whole }]);
      const endless = Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]);
      expect(() => serde.decode(Buffer.concat([whole.subarray(0, -1), endless]))).toThrow(undecodable);
    });
  });
});
