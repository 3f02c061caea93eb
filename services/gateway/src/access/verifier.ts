import type { Clock } from '@learning-tracker/runtime';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../errors.ts';
import { type Access, accessOf } from './claims.ts';
import { keyFinder, type TokenKeys } from './keys.ts';

/** Longer texts are no tokens of ours and not worth hashing. */
export const LONGEST_TOKEN = 2_048;

/** RFC 7518, 3.1, without `none`; HS256 alone of the symmetric ones. */
const ALGORITHMS = ['HS256', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'];

/** Clocks of issuer and gateway may differ by this much. */
const LEEWAY_SECONDS = 5;

export interface TokenVerifier {
  /** What a token allows that was verified before and still holds; else undefined. */
  known(token: string | undefined): Access | undefined;
  /**
   * What a token allows.
   *
   * @throws Refusal UNAUTHORIZED (401) for whatever is no valid token; UNAVAILABLE (503) where its key cannot be had
   */
  verify(token: string | undefined): Promise<Access>;
}

/**
 * Verifies each token once and keeps the result by its text until it expires.
 *
 * @param deps.capacity how many tokens are kept
 * @throws TrackerError GATEWAY_KEYS_UNUSABLE
 */
export function createTokenVerifier(deps: {
  readonly keys: TokenKeys;
  readonly clock: Clock;
  readonly capacity: number;
}): TokenVerifier {
  const { keys, clock } = deps;
  const findKey = keyFinder(keys);
  const kept = new LRUCache<string, Access>({ max: deps.capacity });
  const audience = keys.audience === undefined ? {} : { audience: keys.audience };

  async function verifyAnew(token: string, nowMs: number): Promise<Access> {
    const options = {
      ...audience,
      algorithms: ALGORITHMS,
      currentDate: new Date(nowMs),
      clockTolerance: LEEWAY_SECONDS,
      requiredClaims: ['exp', 'sub', 'role'],
    };
    let access: Access | null;
    try {
      access = accessOf((await jwtVerify(token, findKey, options)).payload);
    } catch (error) {
      throw isKeyAway(error) ? unavailable() : unauthorized();
    }
    if (access === null) throw unauthorized();
    kept.set(token, access);
    return access;
  }

  const holds = (access: Access) => clock.now() / 1000 < access.expiresAtMs + LEEWAY_SECONDS * 1000;

  return {
    known(token) {
      const access = token === undefined ? undefined : kept.get(token);
      return access !== undefined && holds(access) ? access : undefined;
    },
    async verify(token) {
      if (token === undefined || token === '' || token.length > LONGEST_TOKEN) throw unauthorized();
      const access = kept.get(token);
      if (access === undefined) return verifyAnew(token, clock.now() / 1000);
      if (holds(access)) return access;
      kept.delete(token);
      throw unauthorized();
    },
  };
}

/** The set's server did not answer, or not with a set: nothing is known against the token. */
function isKeyAway(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  if (error instanceof errors.JOSEError) return error.code === 'ERR_JOSE_GENERIC';
  return error instanceof TypeError && error.message === 'fetch failed';
}

function unauthorized(): Refusal {
  return new Refusal('UNAUTHORIZED', 401, 'A valid token is needed.');
}

function unavailable(): Refusal {
  return new Refusal('UNAVAILABLE', 503, 'The keys that tokens are verified with cannot be had at present.');
}
