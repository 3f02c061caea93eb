import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { GATEWAY_ERRORS } from '../errors.ts';

/** A secret of fewer characters could be guessed. */
export const SHORTEST_SECRET = 32;

/** What tokens are signed with: a secret (HS256), the public keys of whoever issues them, or both. */
export interface TokenKeys {
  readonly secret?: string | undefined;
  /** Address of a JWK set, fetched when first needed and again when a key is unknown. */
  readonly jwksUrl?: string | undefined;
  /** A JWK set as JSON text. */
  readonly jwks?: string | undefined;
  /** When given, a token must name it as its audience. */
  readonly audience?: string | undefined;
}

const jwkSet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/**
 * The key by a token's algorithm: HS256 by the secret only, everything else by the JWK set only, so that a public key
 * is never taken for a secret.
 *
 * @throws TrackerError GATEWAY_KEYS_UNUSABLE
 */
export function keyFinder(keys: TokenKeys): JWTVerifyGetKey {
  if (keys.secret === undefined && keys.jwks === undefined && keys.jwksUrl === undefined) {
    throw unusable('There is neither a secret nor a JWK set.');
  }
  if (keys.secret !== undefined && keys.secret.length < SHORTEST_SECRET) {
    throw unusable(`The secret has fewer than ${SHORTEST_SECRET} characters.`);
  }
  const secret = keys.secret === undefined ? null : new TextEncoder().encode(keys.secret);
  const published = publishedKeys(keys);
  return (header, token) => {
    if (header.alg === 'HS256') {
      if (secret === null) throw new Error('no secret');
      return secret;
    }
    if (published === null) throw new Error('no JWK set');
    return published(header, token);
  };
}

function publishedKeys({ jwks, jwksUrl }: TokenKeys): JWTVerifyGetKey | null {
  if (jwks !== undefined) {
    try {
      return createLocalJWKSet(jwkSet.parse(JSON.parse(jwks)));
    } catch (error) {
      throw unusable(`The JWK set cannot be read: ${messageOf(error)}`, error);
    }
  }
  return jwksUrl === undefined ? null : createRemoteJWKSet(new URL(jwksUrl));
}

function unusable(message: string, cause?: unknown): TrackerError {
  return new TrackerError('GATEWAY_KEYS_UNUSABLE', message, GATEWAY_ERRORS.GATEWAY_KEYS_UNUSABLE, cause);
}
