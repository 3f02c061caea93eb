import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SchemaRegistry } from '../src/port.ts';
import { uniqueName } from './harness.ts';

/** A registry, and how to end it. */
export interface RegistryHarness {
  readonly registry: SchemaRegistry;
  dispose(): Promise<void>;
}

/** What every adapter of the SchemaRegistry port must do. */
export function schemaRegistryContract(name: string, makeRegistry: () => Promise<RegistryHarness>): void {
  describe(`${name}: schema registry`, () => {
    let harness: RegistryHarness | undefined;

    function registry(): SchemaRegistry {
      if (harness === undefined) throw new Error('the registry has not been made');
      return harness.registry;
    }

    beforeAll(async () => {
      harness = await makeRegistry();
    });
    afterAll(() => harness?.dispose());

    it('gives back the schema of an id', async () => {
      const id = await registry().register(uniqueName('s'), record([A]));
      expect(fieldNames(await registry().schemaById(id))).toEqual(['a']);
    });

    it('finds a schema again, however it is written, under any subject', async () => {
      const subject = uniqueName('s');
      const id = await registry().register(subject, record([A]));
      const spaced = JSON.stringify(JSON.parse(record([A])), null, 2);
      expect(await registry().register(subject, spaced)).toBe(id);
      expect(await registry().register(uniqueName('s'), record([A]))).toBe(id);
    });

    it('adds a version that can read what was written, and still knows the old one', async () => {
      const subject = uniqueName('s');
      const old = await registry().register(subject, record([A]));
      const next = await registry().register(subject, record([A, { name: 'b', type: 'int', default: 0 }]));
      expect(next).not.toBe(old);
      expect(fieldNames(await registry().schemaById(old))).toEqual(['a']);
      expect(fieldNames(await registry().schemaById(next))).toEqual(['a', 'b']);
      expect(await registry().register(subject, record([A]))).toBe(old);
    });

    it.each([
      ['a new field without a default', [A, { name: 'b', type: 'int' }]],
      ['another type', [{ name: 'a', type: 'int' }]],
    ])('refuses %s and keeps the last version in force', async (_, fields) => {
      const subject = uniqueName('s');
      const id = await registry().register(subject, record([A]));
      await expect(registry().register(subject, record(fields))).rejects.toMatchObject({
        code: 'SCHEMA_INCOMPATIBLE',
      });
      expect(await registry().register(subject, record([A]))).toBe(id);
    });

    it('refuses what is no schema', async () => {
      await expect(registry().register(uniqueName('s'), '{"type": "recod"}')).rejects.toMatchObject({
        code: 'SCHEMA_INVALID',
      });
    });

    it('tells the versions of a subject with their ids, and none of an unknown one', async () => {
      const subject = uniqueName('s');
      expect(await registry().versions(subject)).toEqual([]);
      const ids = [
        await registry().register(subject, record([A])),
        await registry().register(subject, record([A, { name: 'b', type: 'int', default: 0 }])),
      ];
      expect(await registry().versions(subject)).toEqual(ids.map((id, i) => ({ version: i + 1, id })));
    });

    it('says that it does not know an id', async () => {
      await expect(registry().schemaById(2_000_000_000)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
    });
  });
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly default?: unknown;
}

const A: Field = { name: 'a', type: 'string' };

function record(fields: readonly Field[]): string {
  return JSON.stringify({ type: 'record', name: 'Sample', fields });
}

function fieldNames(schema: string): readonly unknown[] {
  const parsed: { fields: readonly Field[] } = JSON.parse(schema);
  return parsed.fields.map((field) => field.name);
}
