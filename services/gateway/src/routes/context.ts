import type { ProfileName } from '@learning-tracker/metrics';
import type { Clock, Logger } from '@learning-tracker/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AddressDeps } from '../access/addressed.ts';
import type { Answers } from '../figures/answers.ts';
import type { KnownCourse } from '../figures/course-directory.ts';
import type { FiguresReader } from '../figures/figures-reader.ts';
import type { GatewayStore } from '../figures/gateway-store.ts';
import { asciiJson } from '../http/ascii-json.ts';
import { entityTag, matchesTag } from '../http/etag.ts';
import { queryParameter } from '../http/path-parameter.ts';
import { sendAscii } from '../http/send-ascii.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';

/** What routes about a learner read from. */
export interface LearnerRouteDeps extends AddressDeps {
  readonly store: GatewayStore;
  readonly answers: Answers;
  readonly figures: FiguresReader;
  readonly settings: Pick<LearnerSettings, 'view' | 'change' | 'noteLoad'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** JSON schema of `?profile=`. */
export const profileQuery = {
  profile: { type: 'string', enum: ['standard', 'lak21'] satisfies ProfileName[] },
} as const;

/** The profile asked for (already checked by `profileQuery`), else the course's. */
export function profileOf(request: FastifyRequest, course: KnownCourse): ProfileName {
  const asked = queryParameter(request, 'profile');
  return asked === 'standard' || asked === 'lak21' ? asked : course.profile;
}

/** Sends text with its tag, or 304 where the caller has it already. */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: { readonly etag: string; readonly body: string },
  cacheControl = 'private, no-cache',
): FastifyReply {
  reply.header('cache-control', cacheControl).header('etag', answer.etag);
  if (matchesTag(request.headers['if-none-match'], answer.etag)) return reply.code(304).send();
  return sendAscii(reply.type('application/json; charset=utf-8'), answer.body);
}

/** As JSON, tagged by its own bytes. */
export function sendDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  document: unknown,
  cacheControl?: string,
): FastifyReply {
  const body = asciiJson(document);
  return sendTagged(request, reply, { etag: entityTag(body), body }, cacheControl);
}
