import type { Micros } from '@learning-tracker/metrics';
import { type Logger, TrackerError } from '@learning-tracker/runtime';
import { STORAGE_ERRORS } from '../errors.ts';
import type { LearnerRef } from '../port.ts';
import type { SealedRows } from './port.ts';
import { createSeal, keyChanged } from './seal.ts';

/** Fewest characters of the secret that addresses are encrypted with. */
export const SHORTEST_VAULT_KEY = 32;

/**
 * Keeps e-mail addresses of learners who may be written to, encrypted and apart from everything else: they never reach
 * the log. Learners are named by dashboard id. Of two calls for one learner the one with the later time counts, in
 * whatever order they come. Whoever writes to an address asks the settings first whether the learner still consents.
 */
export interface EmailVault {
  /** Without a key nothing is kept. */
  put(learner: LearnerRef, email: string, at: Micros): Promise<void>;
  /** Needs no key. */
  delete(learner: LearnerRef, at: Micros): Promise<void>;
  /** Null where none is kept. @throws TrackerError VAULT_KEY_MISSING, VAULT_KEY_CHANGED, VAULT_ROW_CORRUPT */
  read(learner: LearnerRef): Promise<string | null>;
}

/**
 * Opens the vault under a key, or without one to delete only, which is warned about.
 *
 * @throws TrackerError VAULT_KEY_CHANGED where its addresses were encrypted with another key
 */
export async function openEmailVault(deps: {
  readonly rows: Pick<SealedRows, 'write' | 'read' | 'noteKey'>;
  readonly key: string | undefined;
  readonly logger: Logger;
}): Promise<EmailVault> {
  const { rows, key, logger } = deps;
  const seal = key === undefined ? null : createSeal(key);
  if (seal === null) {
    logger.warn({}, 'e-mail addresses are not kept: GATEWAY_VAULT_KEY is not set');
  } else {
    const noted = await rows.noteKey(seal.keyId);
    if (noted !== seal.keyId) throw keyChanged(noted, seal.keyId);
  }
  return {
    async put(learner, email, at) {
      if (seal !== null) await rows.write(learner, at, seal.seal(email, learner));
    },
    delete: (learner, at) => rows.write(learner, at, null),
    async read(learner) {
      const sealed = await rows.read(learner);
      if (sealed === null) return null;
      if (seal !== null) return seal.open(sealed, learner);
      throw new TrackerError(
        'VAULT_KEY_MISSING',
        'The e-mail vault holds an address of the learner, and there is no key to decrypt it.',
        STORAGE_ERRORS.VAULT_KEY_MISSING,
      );
    },
  };
}
