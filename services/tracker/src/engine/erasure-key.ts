import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Key of the erasure list's HMAC, beside the data file and readable by its owner only; made at the first start.
 * Whoever loses it can no longer tell whom the list names, so it belongs into the same backup as the data.
 */
export function erasureKeyFor(dataPath: string): string {
  const path = `${dataPath}.key`;
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}
