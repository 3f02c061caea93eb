import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { TrackerError } from '@learning-tracker/runtime';
import { STORAGE_ERRORS } from '../errors.ts';
import type { LearnerRef } from '../port.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const KEY_ID_BYTES = 8;
/** Drawn at random for each text, as NIST SP 800-38D allows for up to 2^32 texts a key. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

/** Encrypts texts, each for one learner. Sealed bytes: version, key id, nonce, tag, ciphertext. */
export interface Seal {
  /** Names the key without telling it, as hex digits. */
  readonly keyId: string;
  seal(text: string, learner: LearnerRef): Uint8Array;
  /** @throws TrackerError VAULT_KEY_CHANGED, VAULT_ROW_CORRUPT (also where the bytes are another learner's) */
  open(sealed: Uint8Array, learner: LearnerRef): string;
}

/** @param secret of whatever length and kind; the keys used are derived from it (HKDF, SHA-256) */
export function createSeal(secret: string): Seal {
  const derived = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, '', `learning-tracker e-mail vault ${purpose}`, bytes));
  const key = derived('key', KEY_BYTES);
  const keyId = derived('key id', KEY_ID_BYTES);
  const header = Buffer.concat([Uint8Array.of(VERSION), keyId]);

  return {
    keyId: keyId.toString('hex'),
    seal(text, learner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(boundTo(header, learner));
      const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([header, nonce, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, learner) {
      const bytes = Buffer.from(sealed);
      const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
      const tag = bytes.subarray(HEADER_BYTES + NONCE_BYTES, HEADER_BYTES + NONCE_BYTES + TAG_BYTES);
      if (bytes[0] !== VERSION || tag.length < TAG_BYTES) throw corrupt(null);
      const usedId = bytes.subarray(1, HEADER_BYTES);
      if (!usedId.equals(keyId)) throw keyChanged(usedId.toString('hex'), keyId.toString('hex'));
      try {
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(boundTo(header, learner));
        decipher.setAuthTag(tag);
        const ciphertext = bytes.subarray(HEADER_BYTES + NONCE_BYTES + TAG_BYTES);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
      } catch (error) {
        throw corrupt(error);
      }
    },
  };
}

export function keyChanged(usedId: string, presentId: string): TrackerError {
  return new TrackerError(
    'VAULT_KEY_CHANGED',
    `The addresses in the e-mail vault were encrypted with key ${usedId}, but the key given is ${presentId}.`,
    STORAGE_ERRORS.VAULT_KEY_CHANGED,
  );
}

/** Authenticated beside the text, so that a row moved to another learner does not open. */
function boundTo(header: Buffer, { courseId, learnerId }: LearnerRef): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([courseId, learnerId]))]);
}

function corrupt(cause: unknown): TrackerError {
  return new TrackerError(
    'VAULT_ROW_CORRUPT',
    'An address in the e-mail vault cannot be decrypted, though it names this key.',
    STORAGE_ERRORS.VAULT_ROW_CORRUPT,
    cause,
  );
}
