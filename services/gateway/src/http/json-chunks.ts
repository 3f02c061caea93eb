import { asciiJson } from './ascii-json.ts';

/** A field written whole, or a list that is written entry by entry, so that a long one is never in one text. */
export type JsonField = { readonly value: unknown } | { readonly entries: Iterable<unknown> };

/** JSON of an object, in pieces. */
export function* jsonChunks(fields: Readonly<Record<string, JsonField>>): Generator<string> {
  let before = '{';
  for (const [name, field] of Object.entries(fields)) {
    yield `${before}${asciiJson(name)}:`;
    if ('value' in field) yield asciiJson(field.value);
    else yield* listChunks(field.entries);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

function* listChunks(entries: Iterable<unknown>): Generator<string> {
  let before = '[';
  for (const entry of entries) {
    yield before + asciiJson(entry);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}
