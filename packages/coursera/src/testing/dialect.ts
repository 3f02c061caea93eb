/** A file of the exports' dialect with every field quoted, as Coursera writes them. */
export function csv(rows: readonly (readonly string[])[], lineEnd = '\n'): string {
  return rows.map((fields) => fields.map(quoted).join(',') + lineEnd).join('');
}

export function quoted(field: string): string {
  return `"${field.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
