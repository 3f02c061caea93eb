import { randomUUID } from 'node:crypto';
import type { Clock } from '@learning-tracker/runtime';
import type { Leases } from '@learning-tracker/storage';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ROLES } from '../access/claims.ts';
import { Refusal } from '../errors.ts';

/** How long a ticket may wait for its use. */
export const TICKET_LASTS_MS = 60_000;

const AUDIENCE = 'learning-tracker/stream';

/** Whom a stream is of, and how long it may last: no longer than the token that the ticket was given for. */
const passSchema = z.object({
  jti: z.string(),
  courseId: z.string(),
  learnerId: z.string().nullable(),
  dashboardId: z.string().nullable(),
  role: z.enum(ROLES),
  endsAtMs: z.number(),
});

export type StreamPass = Omit<z.output<typeof passSchema>, 'jti'>;

export interface Tickets {
  issue(pass: StreamPass): Promise<{ readonly ticket: string; readonly expiresAtMs: number }>;
  /** @throws Refusal UNAUTHORIZED (401) for one that is unknown, expired or used */
  redeem(ticket: string): Promise<StreamPass>;
}

/**
 * Tickets of one use, any gateway's by any gateway: the ticket carries what it allows, signed; that it was used is kept
 * in the store as a lease that nobody gives back, which lasts longer than the ticket.
 *
 * @param deps.secret the same in all gateways
 */
export function createTickets(deps: {
  readonly secret: Uint8Array;
  readonly leases: Pick<Leases, 'acquire'>;
  readonly clock: Clock;
}): Tickets {
  const { secret, leases, clock } = deps;
  const nowMs = () => clock.now() / 1000;
  return {
    async issue(pass) {
      const expiresAtMs = nowMs() + TICKET_LASTS_MS;
      const ticket = await new SignJWT({ ...pass })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setJti(randomUUID())
        .setExpirationTime(Math.floor(expiresAtMs / 1000))
        .sign(secret);
      return { ticket, expiresAtMs: Math.floor(expiresAtMs / 1000) * 1000 };
    },
    async redeem(ticket) {
      const { jti, ...pass } = await read(ticket);
      const isFirst = await leases.acquire(`stream-ticket/${jti}`, randomUUID(), 2 * TICKET_LASTS_MS);
      if (!isFirst) throw refused();
      return pass;
    },
  };

  async function read(ticket: string) {
    try {
      const { payload } = await jwtVerify(ticket, secret, {
        algorithms: ['HS256'],
        audience: AUDIENCE,
        currentDate: new Date(nowMs()),
        requiredClaims: ['exp', 'jti'],
      });
      return passSchema.parse(payload);
    } catch {
      throw refused();
    }
  }
}

function refused(): Refusal {
  return new Refusal('UNAUTHORIZED', 401, 'The ticket is unknown, expired or used. Ask for another one.');
}
