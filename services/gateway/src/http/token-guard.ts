import { timingSafeEqual } from 'node:crypto';
import { TrackerError } from '@learning-tracker/runtime';
import type { FastifyRequest } from 'fastify';
import { GATEWAY_ERRORS, Refusal } from '../errors.ts';

export const SHORTEST_TOKEN = 16;

/** Where a request carries its credential. */
export type Credential = (request: FastifyRequest) => string | undefined;

/** `/w/{token}/…` */
export const pathCredential: Credential = (request) => pathParameter(request, 'token');

/** `Authorization: Bearer {token}` */
export const bearerCredential: Credential = (request) =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];

/**
 * Throws a `Refusal` (401) where the credential is not the token. The time taken says nothing about the token but
 * its length, which is no secret.
 *
 * @throws TrackerError `GATEWAY_TOKEN_WEAK` when the token could be guessed
 */
export function createTokenGuard(token: string): (credential: string | undefined) => void {
  if (token.length < SHORTEST_TOKEN) {
    throw new TrackerError(
      'GATEWAY_TOKEN_WEAK',
      `The token has ${token.length} characters.`,
      GATEWAY_ERRORS.GATEWAY_TOKEN_WEAK,
    );
  }
  const expected = Buffer.from(token);
  return (credential) => {
    const given = Buffer.from(credential ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new Refusal('UNAUTHORIZED', 401, 'A valid token is needed.');
    }
  };
}

/** A parameter of the route's path, decoded; routes only ask for those they declare. */
export function pathParameter(request: FastifyRequest, name: string): string {
  const { params } = request;
  if (typeof params === 'object' && params !== null) {
    const value: unknown = Reflect.get(params, name);
    if (typeof value === 'string') return value;
  }
  return '';
}
