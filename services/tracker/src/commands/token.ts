import {
  type IdKind,
  linkPath,
  type Role,
  signToken,
  staffLinkPath,
  type UnsignedClaims,
} from '@learning-tracker/gateway';
import { type EnvironmentSource, systemClock, TrackerError } from '@learning-tracker/runtime';
import { tokenSecretFor } from '../engine/secrets.ts';
import { TRACKER_ERRORS } from '../errors.ts';

export interface TokenOptions {
  readonly role: Role;
  readonly course?: readonly string[];
  readonly learner?: string;
  readonly idKind: IdKind;
  readonly name: string;
  /** Seconds. */
  readonly ttl: number;
  readonly data?: string;
  readonly url?: string;
}

/** Prints a token; with `--url` a link: of a learner the signed link of the dashboard, of staff that of `/staff/`. */
export async function token(options: TokenOptions, env: EnvironmentSource): Promise<number> {
  const secret = tokenSecretFor(env, options.data);
  if (secret === undefined) {
    throw unusable('there is no secret: give --data, or set GATEWAY_JWT_SECRET as the gateways have it');
  }
  const at = { secret, nowMs: systemClock.now() / 1000, ttlSeconds: options.ttl };
  const text = await signToken(claimsOf(options), at);
  const { url } = options;
  process.stdout.write(`${url === undefined ? text : linkOf(url.replace(/\/$/, ''), options.role, text)}\n`);
  return 0;
}

function linkOf(url: string, role: Role, text: string): string {
  return role === 'learner' ? `${url}${linkPath(text)}` : `${url}${staffLinkPath(text)}`;
}

function claimsOf({ role, course = [], learner, idKind, name }: TokenOptions): UnsignedClaims {
  const [first, ...others] = course;
  switch (role) {
    case 'learner':
      if (first === undefined || others.length > 0 || learner === undefined)
        throw unusable('a learner’s token needs one --course and --learner');
      return { role, sub: learner, idKind, course: first };
    case 'staff':
      if (first === undefined) throw unusable('a token of staff needs --course');
      return { role, sub: name, course: [...course] };
    case 'operator':
      return { role, sub: name };
  }
}

function unusable(message: string): TrackerError {
  return new TrackerError('TOKEN_UNUSABLE', message, TRACKER_ERRORS.TOKEN_UNUSABLE);
}
