/** Plain code-unit order, as `Array.prototype.sort` has it; a locale would make stored bytes depend on the machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Entries of a map in the order of their keys. */
export function sortedEntries<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => byCodeUnits(a, b));
}
