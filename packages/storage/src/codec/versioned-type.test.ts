import { describe, expect, it } from 'vitest';
import type { AvroRecord } from './avro.ts';
import { createVersionedType } from './versioned-type.ts';

const V1 = {
  type: 'record',
  name: 'Note',
  fields: [{ name: 'text', type: 'string' }],
} as const satisfies AvroRecord;

const V2 = {
  type: 'record',
  name: 'Note',
  fields: [
    { name: 'priority', type: 'int', default: 3 },
    { name: 'text', type: 'string' },
    { name: 'tags', type: { type: 'array', items: 'string' }, default: [] },
  ],
} as const satisfies AvroRecord;

const first = createVersionedType('note', V1);
const second = createVersionedType('note', V2, [V1]);

describe('a versioned type', () => {
  it('reads bytes of an older version, with defaults for the fields added since', () => {
    expect(second.decode(first.encode({ text: 'old' }))).toEqual({ priority: 3, text: 'old', tags: [] });
  });

  it('writes the newest version', () => {
    const bytes = second.encode({ priority: 1, text: 'new', tags: ['a'] });
    expect(bytes[0]).toBe(2);
    expect(second.decode(bytes)).toEqual({ priority: 1, text: 'new', tags: ['a'] });
  });

  it('refuses bytes of a version released later, and empty bytes', () => {
    const bytes = second.encode({ priority: 1, text: 'new', tags: [] });
    expect(() => first.decode(bytes)).toThrow(expect.objectContaining({ code: 'STATE_SCHEMA_UNKNOWN' }));
    expect(() => first.decode(new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'STATE_SCHEMA_UNKNOWN' }),
    );
  });

  it('refuses, when it is made, a field added without a default', () => {
    const broken = {
      type: 'record',
      name: 'Note',
      fields: [
        { name: 'text', type: 'string' },
        { name: 'owner', type: 'string' },
      ],
    } as const satisfies AvroRecord;
    expect(() => createVersionedType('note', broken, [V1])).toThrow(/default/);
  });
});
