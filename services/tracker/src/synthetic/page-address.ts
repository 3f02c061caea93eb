import { linkPath, signToken, staffLinkPath, type UnsignedClaims } from '@learning-tracker/gateway';
import type { Clock } from '@learning-tracker/runtime';

/** A link of a synthetic course, which tells of nobody. */
export const LINK_LASTS_SECONDS = 7 * 24 * 3600;

export interface PageAddress {
  /** Where the gateway is reached, without a slash at the end. */
  readonly url: string;
  /** Of the gateway's tokens; undefined: the address is printed with a gap. */
  readonly secret: string | undefined;
  readonly courseId: string;
  /** Table id. */
  readonly learner: string;
  /** The gateway's own. */
  readonly clock: Clock;
  readonly lastsSeconds: number;
}

/** What a person is told once there is a page to open; its last line is the signed link of the learner. */
export async function pageInvitation(address: PageAddress, daySeconds: number): Promise<string> {
  const { url, courseId, learner } = address;
  const own = await tokenOf(address, { role: 'learner', sub: learner, idKind: 'table', course: courseId });
  const staff = await tokenOf(address, { role: 'staff', sub: 'teacher', course: courseId });
  return (
    `\nThe course as its staff see it:\n${url}${staffLinkPath(staff)}\n` +
    `\nA learner worth looking at (a day of the course every ${daySeconds} seconds; Ctrl-C ends):\n` +
    `${url}${linkPath(own)}\n`
  );
}

async function tokenOf(address: PageAddress, claims: UnsignedClaims): Promise<string> {
  const { secret, clock, lastsSeconds } = address;
  return secret === undefined
    ? '{token}'
    : signToken(claims, { nowMs: clock.now() / 1000, ttlSeconds: lastsSeconds, secret });
}

export const COURSE_IS_OVER = 'The course is over; its values stay as they are.\n';
