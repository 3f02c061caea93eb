import { hash } from 'node:crypto';

/** Bytes of an identity. */
export const IDENTITY_BYTES = 16;
const HEX_DIGITS = 2 * IDENTITY_BYTES;

/**
 * Writes the identity of a click into `target` at `offset`: the first 16 bytes of the SHA-256 of
 * `kind,length…\n` followed by the fields one after the other, where the lengths (in UTF-16 units) of the decoded
 * fields make the text unambiguous. Recorded events carry it: another encoding would make every click of a
 * re-exported day a new one.
 */
export function writeIdentity(kind: string, fields: readonly string[], target: Buffer, offset: number): void {
  let lengths = kind;
  for (const field of fields) lengths += `,${field.length}`;
  const digest = hash('sha256', `${lengths}\n${fields.join('')}`, 'hex');
  target.write(digest.slice(0, HEX_DIGITS), offset, 'hex');
}
