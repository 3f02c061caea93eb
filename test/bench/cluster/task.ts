import { z } from 'zod';

const addresses = z.object({
  brokers: z.array(z.string()),
  registryUrl: z.string(),
  redisPort: z.int(),
  partitions: z.int(),
});

/** What a worker process is to do; it comes as its only argument. */
export const taskSchema = z.object({
  addresses,
  /** Of the consumer group and of the store: a new one begins at the begin. */
  name: z.string(),
  role: z.discriminatedUnion('kind', [
    /** A metric-processor as it is. */
    z.object({ kind: z.literal('processor') }),
    /** Consumes and decodes. */
    z.object({ kind: z.literal('consumer') }),
    /** Consumes, decodes, and writes so many parts of such a size, whatever the records say. */
    z.object({ kind: z.literal('writer'), partsPerRecord: z.number(), bytesPerPart: z.int() }),
  ]),
});

/** What a worker tells; `at` is in milliseconds since 1970, so that times of several processes compare. */
export const reportSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('assigned'),
    at: z.number(),
    partitions: z.array(z.int()),
    cpuMicros: z.number(),
  }),
  z.object({
    kind: z.literal('done'),
    at: z.number(),
    partition: z.int(),
    records: z.int(),
    parts: z.int(),
    partBytes: z.int(),
    /** Of the process since it started. */
    cpuMicros: z.number(),
    residentMiB: z.number(),
  }),
]);

export type Addresses = z.infer<typeof addresses>;
export type Task = z.infer<typeof taskSchema>;
export type Role = Task['role'];
export type Report = z.infer<typeof reportSchema>;
/** Some records of a partition are consumed or committed. */
export type Done = Extract<Report, { kind: 'done' }>;
