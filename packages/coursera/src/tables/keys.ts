import { createHash } from 'node:crypto';

/** Joins the parts of a key by `/`; the parts stay apart whatever they hold, and plain ids stay readable. */
export function joinKey(parts: readonly (string | number)[]): string {
  return parts.map((part) => escapePart(String(part))).join('/');
}

function escapePart(part: string): string {
  return /[%/]/.test(part) ? part.replaceAll('%', '%25').replaceAll('/', '%2F') : part;
}

/**
 * A function that digests a whole row, for tables without a key of their own: 32 hex digits over the columns in the
 * order of their headings, so that a snapshot with its columns in another order has the same keys.
 */
export function createRowDigest(headings: readonly string[]): (fields: readonly string[]) => string {
  const columns = [...headings.entries()].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  return (fields) => {
    const pairs = columns.map(([at, heading]) => [heading, fields[at] ?? '']);
    return createHash('sha256').update(JSON.stringify(pairs)).digest('hex').slice(0, 32);
  };
}
