import { listReply } from './replies.ts';
import type { RedisArgument } from './connection.ts';
import type { Scripts } from './scripts.ts';

export interface FieldRef {
  readonly key: string;
  readonly field: string;
}

/** Reads hashes of one tag whole, in one round trip; each as fields and values in turn. */
export async function loadHashes(scripts: Scripts, keys: readonly string[]): Promise<readonly unknown[]> {
  return keys.length === 0 ? [] : listReply(await scripts.run('read-n', keys, []));
}

/** Reads fields of hashes of one tag in one round trip; values in the order asked. */
export async function loadFields(scripts: Scripts, refs: readonly FieldRef[]): Promise<unknown[]> {
  if (refs.length === 0) return [];
  const places = new Map<string, number[]>();
  for (const [place, { key }] of refs.entries()) {
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  }
  const args: RedisArgument[] = [];
  for (const wanted of places.values()) {
    args.push(wanted.length);
    for (const place of wanted) args.push(refs[place]?.field ?? '');
  }
  const found = listReply(await scripts.run('load-n', [...places.keys()], args));
  const values: unknown[] = Array(refs.length).fill(null);
  let next = 0;
  for (const wanted of places.values()) for (const place of wanted) values[place] = found[next++];
  return values;
}
