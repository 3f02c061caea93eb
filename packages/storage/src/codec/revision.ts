import { hash } from 'node:crypto';

const SIZE = 16;

/** Revision of a learner without parts. */
export const EMPTY_REVISION = '0'.repeat(2 * SIZE);

/** What one part adds to its learner's revision: the first 16 bytes of SHA-256 over `name \0 bytes`. */
export function partDigest(name: string, bytes: Uint8Array): Uint8Array {
  const prefix = `${name}\0`;
  const length = Buffer.byteLength(prefix);
  const input = Buffer.allocUnsafe(length + bytes.length);
  input.write(prefix);
  input.set(bytes, length);
  return hash('sha256', input, 'buffer').subarray(0, SIZE);
}

/**
 * The revision after one part changed: XOR of the digests of all parts, so it depends on content alone, not on
 * the order of changes, and needs only the changed part.
 * @param removed digest of the part's bytes so far, null where it is new
 */
export function combine(revision: string, removed: Uint8Array | null, added: Uint8Array): string {
  const sum = Buffer.from(revision, 'hex');
  for (let i = 0; i < SIZE; i++) sum[i] = (sum[i] ?? 0) ^ (removed?.[i] ?? 0) ^ (added[i] ?? 0);
  return sum.toString('hex');
}
