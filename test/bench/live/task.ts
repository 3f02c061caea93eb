import { z } from 'zod';

/** Where log and store of a live deployment are. */
export const placesSchema = z.object({
  logPath: z.string(),
  redisPort: z.int(),
  partitions: z.int(),
});

/** What a worker process is to be; it comes as its only argument. */
export const taskSchema = z.discriminatedUnion('role', [
  placesSchema.extend({ role: z.literal('processor') }),
  placesSchema.extend({ role: z.literal('gateway'), secret: z.string() }),
]);

/** What a worker tells: that it works, and its memory when it is asked. */
export const reportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), url: z.string().nullable() }),
  z.object({ kind: z.literal('memory'), residentMiB: z.number() }),
]);

export type Places = z.infer<typeof placesSchema>;
export type Task = z.infer<typeof taskSchema>;
