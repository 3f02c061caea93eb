import { z } from 'zod';
import type { LearnerMeta, LearnerRecord, LearnerRef } from '../port.ts';
import { bytesReply, pairsReply, parsedReply } from './replies.ts';

/** A learner is one hash: this field, one for each part, and those of settings that are not in their part yet. */
export const META_FIELD = 'meta';
const PART_PREFIX = 'p:';
export const SETTINGS_REVISION_FIELD = 's:revision';
const EVENT_PREFIX = 'e:';

const metaSchema = z.object({ revision: z.string(), publishedAt: z.int(), processedAt: z.int() });

export function partField(part: string): string {
  return PART_PREFIX + part;
}

/** Of a pending event of settings. */
export function eventField(eventId: string): string {
  return EVENT_PREFIX + eventId;
}

/** Null for a field of another kind. */
export function eventOf(field: string): string | null {
  return field.startsWith(EVENT_PREFIX) ? field.slice(EVENT_PREFIX.length) : null;
}

export function writeMeta({ revision, publishedAt, processedAt }: LearnerMeta): string {
  return JSON.stringify({ revision, publishedAt, processedAt });
}

export function readMeta(reply: unknown): LearnerMeta {
  return parsedReply(metaSchema, reply);
}

/** Null where the learner has no metadata: nothing was committed of it. */
export function readLearner({ courseId, learnerId }: LearnerRef, reply: unknown): LearnerRecord | null {
  let meta: LearnerMeta | null = null;
  const parts = new Map<string, Uint8Array>();
  for (const [field, value] of pairsReply(reply)) {
    if (field === META_FIELD) meta = readMeta(value);
    else if (field.startsWith(PART_PREFIX)) parts.set(field.slice(PART_PREFIX.length), bytesReply(value));
  }
  return meta === null ? null : { courseId, learnerId, meta, parts };
}
