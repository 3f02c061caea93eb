import { SignJWT } from 'jose';
import type { Claims } from './claims.ts';

type WithoutExpiry<T> = T extends unknown ? Omit<T, 'exp'> : never;

/** What a token is to say; its end is given beside it. */
export type UnsignedClaims = WithoutExpiry<Claims>;

/**
 * A token for trying out, and for whoever hands out links.
 *
 * @param secret at least `SHORTEST_SECRET` characters, the gateway's own
 */
export async function signToken(
  claims: UnsignedClaims,
  at: { readonly secret: string; readonly nowMs: number; readonly ttlSeconds: number },
): Promise<string> {
  const { sub, ...rest } = claims;
  return new SignJWT({ ...rest })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(Math.floor(at.nowMs / 1000) + at.ttlSeconds)
    .sign(new TextEncoder().encode(at.secret));
}

/** Path of the page of a learner's token: a signed link. */
export function linkPath(token: string): string {
  return `/w/${token}/dashboard`;
}

/** Path of the page of a staff member's token, which no server sees: it stands behind the `#`. */
export function staffLinkPath(token: string): string {
  return `/staff/#token=${token}`;
}
