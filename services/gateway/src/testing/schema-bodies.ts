import fc from 'fast-check';
import { z } from 'zod';

/** JSON Schema, as far as the bodies of the API use it. */
export interface BodySchema {
  readonly type?: string | undefined;
  readonly properties?: Readonly<Record<string, BodySchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly pattern?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly items?: BodySchema | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly uniqueItems?: boolean | undefined;
  readonly contains?: BodySchema | undefined;
  readonly allOf?: readonly BodySchema[] | undefined;
}

export const bodySchema: z.ZodType<BodySchema> = z.lazy(() =>
  z.strictObject({
    type: z.enum(['object', 'array', 'string', 'boolean']).optional(),
    description: z.string().optional(),
    properties: z.record(z.string(), bodySchema).optional(),
    required: z.array(z.string()).optional(),
    enum: z.array(z.string()).optional(),
    pattern: z.string().optional(),
    maxLength: z.int().optional(),
    items: bodySchema.optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
    uniqueItems: z.boolean().optional(),
    contains: bodySchema.optional(),
    allOf: z.array(bodySchema).optional(),
  }),
);

/** Values that the schema takes. */
export function validBodies(schema: BodySchema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      const fields = Object.fromEntries(entries.map(([name, field]) => [name, validBodies(field)]));
      return fc.record(fields, { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array': {
      const { minItems: minLength = 0, maxItems: maxLength = minLength + 5 } = schema;
      const item = validBodies(schema.items ?? {});
      const kinds = containedKinds(schema);
      if (kinds.length === 0 && schema.uniqueItems !== true) return fc.array(item, { minLength, maxLength });
      // An item of each kind that must be contained; else all different.
      const selector = (one: unknown) =>
        kinds.length === 0 ? one : kinds.findIndex((kind) => kind.test(String(one)));
      return fc.uniqueArray(item, { minLength, maxLength, selector });
    }
    case 'string':
      return validTexts(schema);
    default:
      return fc.boolean();
  }
}

function validTexts(schema: BodySchema): fc.Arbitrary<string> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const patterns = [schema, ...(schema.allOf ?? [])].flatMap(({ pattern }) => pattern ?? []);
  const [first, ...rest] = patterns;
  if (first === undefined) return fc.string({ unit: 'binary' });
  const { maxLength = Number.POSITIVE_INFINITY } = schema;
  const text = rest.length === 0 ? fc.stringMatching(new RegExp(first)) : fc.string({ unit: 'grapheme' });
  return text.filter(
    (one) => [...one].length <= maxLength && patterns.every((pattern) => new RegExp(pattern, 'u').test(one)),
  );
}

function containedKinds({ allOf = [] }: BodySchema): RegExp[] {
  return allOf.flatMap(({ contains }) => (contains?.pattern === undefined ? [] : [RegExp(contains.pattern)]));
}

/** A rule of the schema, and bodies that break only this one. */
export interface BrokenRule {
  readonly rule: string;
  /** The field that must be named in the refusal; null: the body itself. */
  readonly field: string | null;
  readonly bodies: fc.Arbitrary<unknown>;
}

/** Each rule of each field of an object schema, and that it is an object at all. */
export function brokenRules(schema: BodySchema): BrokenRule[] {
  const valid = validBodies(schema).map((body) => z.record(z.string(), z.unknown()).parse(body));
  const broken: BrokenRule[] = [
    {
      rule: 'the body is an object',
      field: null,
      bodies: otherThan('object').filter((one) => one !== undefined),
    },
  ];
  for (const [field, own] of Object.entries(schema.properties ?? {})) {
    for (const [rule, values] of wrongValues(own)) {
      const bodies = fc.tuple(valid, values).map(([body, value]) => ({ ...body, [field]: value }));
      broken.push({ rule: `${field} ${rule}`, field, bodies });
    }
    if (!schema.required?.includes(field)) continue;
    const bodies = valid.map((body) =>
      Object.fromEntries(Object.entries(body).filter(([name]) => name !== field)),
    );
    broken.push({ rule: `${field} is there`, field, bodies });
  }
  return broken;
}

function wrongValues(schema: BodySchema): (readonly [rule: string, values: fc.Arbitrary<unknown>])[] {
  const { type = '', enum: values, maxLength, minItems = 0, maxItems, items } = schema;
  const wrong: [string, fc.Arbitrary<unknown>][] = [[`is of type ${type}`, otherThan(type)]];
  if (values !== undefined)
    wrong.push(['is one of its values', fc.string().filter((text) => !values.includes(text))]);
  if (maxLength !== undefined) {
    wrong.push([
      `has at most ${maxLength} characters`,
      fc.integer({ min: maxLength + 1, max: maxLength + 9 }).map((length) => '🎓'.repeat(length)),
    ]);
  }
  for (const { pattern } of type === 'string' ? [schema, ...(schema.allOf ?? [])] : []) {
    if (pattern === undefined) continue;
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: brokenUnit }));
    wrong.push([`matches ${pattern}`, texts.filter((text) => !new RegExp(pattern, 'u').test(text))]);
  }
  if (type !== 'array' || items === undefined) return wrong;
  const valid = validBodies(schema).map((list) => z.array(z.unknown()).parse(list));
  if (minItems > 0) {
    const short = fc.tuple(valid, fc.nat(minItems - 1));
    wrong.push([`has at least ${minItems} items`, short.map(([list, length]) => list.slice(0, length))]);
  }
  if (maxItems !== undefined) {
    const more = fc.array(validBodies(items), { minLength: maxItems + 1, maxLength: maxItems + 3 });
    wrong.push([`has at most ${maxItems} items`, more]);
  }
  const place = fc.tuple(valid, fc.nat());
  for (const [rule, values] of wrongValues(items)) {
    const lists = fc.tuple(place, values).map(([[list, at], value]) => list.with(at % list.length, value));
    wrong.push([`items: ${rule}`, lists]);
  }
  if (schema.uniqueItems === true || containedKinds(schema).length > 0) {
    const twice = place.map(([list, at]) => list.with(at % list.length, list[(at + 1) % list.length]));
    wrong.push(['names nothing twice', twice]);
  }
  return wrong;
}

/** White space, control characters and halves of surrogate pairs among letters. */
const brokenUnit = fc.constantFrom(' ', '\n', '\u0000', '\u007f', '\ud800', '\udfff', 'a');

function otherThan(type: string): fc.Arbitrary<unknown> {
  const all: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    object: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 0 }), { maxKeys: 2 }),
    array: fc.array(fc.jsonValue({ maxDepth: 0 }), { maxLength: 3 }),
    string: fc.string(),
    boolean: fc.boolean(),
    number: fc.integer(),
    null: fc.constant(null),
  };
  return fc.oneof(...Object.entries(all).flatMap(([name, values]) => (name === type ? [] : [values])));
}
