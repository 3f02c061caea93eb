import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';
import { pathParameter } from '../http/path-parameter.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Access } from './claims.ts';
import type { TokenVerifier } from './verifier.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request's token allows; null before the guard, and on routes that need none. */
    access: Access | null;
  }
}

/** Where a request carries its token. */
export type Credential = (request: FastifyRequest) => string | undefined;

/** `/w/{token}/…` */
export const pathCredential: Credential = (request) => pathParameter(request, 'token');

/** `Authorization: Bearer {token}` */
export const bearerCredential: Credential = (request) =>
  /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];

export interface Guard {
  readonly verifier: TokenVerifier;
  readonly credential: Credential;
  /** Roles that may come this way. */
  readonly roles: readonly Access['role'][];
  /** Counted by address is whatever comes without a token that is known already; by reader, whoever has entered. */
  readonly limits: RateLimits;
  /** Requests that need no token. */
  readonly isOpen?: (request: FastifyRequest) => boolean;
}

/** Lets no request of the scope pass without a token of one of the roles; handlers find it as `request.access`. */
export function installGuard(scope: FastifyInstance, guard: Guard): void {
  const { verifier, credential, roles, limits, isOpen = () => false } = guard;
  const enter = (request: FastifyRequest, reply: FastifyReply, access: Access) => {
    if (!roles.includes(access.role)) throw new Refusal('UNAUTHORIZED', 401, 'A valid token is needed.');
    request.access = access;
    limits.byReader(access, reply);
  };
  // A token that is known costs no promise: this is the hot path.
  scope.addHook('onRequest', (request, reply, done) => {
    const open = isOpen(request);
    const token = open ? undefined : credential(request);
    const known = verifier.known(token);
    if (known !== undefined) {
      enter(request, reply, known);
      done();
      return;
    }
    limits
      .byAddress(request, reply)
      .then(() => (open ? null : verifier.verify(token)))
      .then((access) => {
        if (access !== null) enter(request, reply, access);
      })
      .then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
  });
}

/** The access that the guard found. Routes behind it always have one. */
export function accessOfRequest(request: FastifyRequest): Access {
  if (request.access === null) throw new Refusal('UNAUTHORIZED', 401, 'A valid token is needed.');
  return request.access;
}
