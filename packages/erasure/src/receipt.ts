import { z } from 'zod';

/**
 * `listed`: whoever owns the place goes by the erasure list. `kept`: the learner is still there, and `note` says what is
 * to be done.
 */
const place = z.object({
  courseId: z.string(),
  place: z.string(),
  state: z.enum(['listed', 'erased', 'kept']),
  /** How many digests, values, records or rows. */
  count: z.int().nonnegative(),
  /** Epoch microseconds. */
  at: z.int(),
  note: z.string().optional(),
});

/** What was done; names learners by digests alone, so that it can be kept. */
export const receiptSchema = z.object({
  /** Empty in those of versions that gave none. */
  id: z.string().default(''),
  /** HMACs of the ids in their courses, as the erasure list holds them. */
  digests: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
  places: z.array(place),
  /** Nothing was kept. */
  complete: z.boolean(),
});

export type Place = z.output<typeof place>;
export type Receipt = z.output<typeof receiptSchema>;

/** @param text JSON of one receipt. Throws where it is none. */
export function parseReceipt(text: string): Receipt {
  return receiptSchema.parse(JSON.parse(text));
}
