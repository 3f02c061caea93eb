import type { Register } from './parts.ts';

/**
 * The last-writer-wins order: the greater version; at equal versions a row beats a tombstone, then the greater
 * bytes (of the value's JSON, whose fields reducers always build in one order).
 */
export function supersedes<V>(candidate: Register<V>, present: Register<V> | null | undefined): boolean {
  if (present === null || present === undefined) return true;
  if (candidate.version !== present.version) return candidate.version > present.version;
  if (candidate.value === null) return false;
  if (present.value === null) return true;
  return JSON.stringify(candidate.value) > JSON.stringify(present.value);
}

/** Puts `candidate` under `key` if it wins. @returns whether the map changed */
export function writeRegister<V>(
  map: Map<string, Register<V>>,
  key: string,
  candidate: Register<V>,
): boolean {
  if (!supersedes(candidate, map.get(key))) return false;
  map.set(key, candidate);
  return true;
}

/** Join of two maps of registers; neither is changed. */
export function mergeRegisters<V>(
  a: ReadonlyMap<string, Register<V>>,
  b: ReadonlyMap<string, Register<V>>,
): Map<string, Register<V>> {
  const merged = new Map(a);
  for (const [key, register] of b) writeRegister(merged, key, register);
  return merged;
}

/** The values in force, ascending by key. */
export function valuesInForce<V>(map: ReadonlyMap<string, Register<V>>): (readonly [string, V])[] {
  const rows: (readonly [string, V])[] = [];
  for (const [key, register] of map) if (register.value !== null) rows.push([key, register.value]);
  return rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
