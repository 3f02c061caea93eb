import { z } from 'zod';
import type { LearnerMeta, LearnerRecord, LearnerRef } from '../port.ts';
import { bytesReply, pairsReply, parsedReply } from './replies.ts';

/** A learner is one hash: this field, and one for each part. */
export const META_FIELD = 'meta';
const PART_PREFIX = 'p:';

const metaSchema = z.object({ revision: z.string(), publishedAt: z.int(), processedAt: z.int() });

export function partField(part: string): string {
  return PART_PREFIX + part;
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
    else parts.set(field.slice(PART_PREFIX.length), bytesReply(value));
  }
  return meta === null ? null : { courseId, learnerId, meta, parts };
}
