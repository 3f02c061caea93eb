import { z } from 'zod';

/** What a processor passes on its way through a slice; where it can be ended or held. */
export const POINTS = [
  'claim.before',
  'claim.after',
  'slice.before',
  'dead-letters.before',
  'dead-letters.after',
  'commit.before',
  'commit.sent',
  'commit.after',
  'empty-commit.before',
  'empty-commit.after',
  'resolve.before',
  'resolve.after',
] as const;
export type Point = (typeof POINTS)[number];

const fault = z.object({
  point: z.enum(POINTS),
  /** 1 for the first time that the point is passed. */
  nth: z.int().positive(),
  signal: z.enum(['SIGKILL', 'SIGSTOP']),
});
/** A signal that a processor sends to itself where it passes a point for the n-th time. */
export type Fault = z.infer<typeof fault>;

/** What a processor is told when it is to start. */
export const processorOptions = z.object({
  /** Of topics, group and deployment. */
  name: z.string(),
  brokers: z.array(z.string()),
  registryUrl: z.string(),
  redis: z.object({ host: z.string(), port: z.int() }),
  partitions: z.int().positive(),
  sessionTimeoutMs: z.int().positive(),
  beatMs: z.int().positive(),
  maxRecords: z.int().positive(),
  maxChangedParts: z.int().positive(),
  fault: fault.nullable(),
});
export type ProcessorOptions = z.infer<typeof processorOptions>;

/** What a processor says of itself. */
export const report = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loaded') }),
  /** It has its options and listens to signals. */
  z.object({ type: z.literal('started') }),
  z.object({ type: z.literal('assigned'), partitions: z.int() }),
  /** The fault strikes now. */
  z.object({ type: z.literal('struck'), point: z.enum(POINTS) }),
  /** A commit that was not simply done. */
  z.object({ type: z.literal('commit'), result: z.enum(['already-committed', 'fenced']) }),
  z.object({ type: z.literal('log'), level: z.enum(['warn', 'error']), text: z.string(), atMs: z.number() }),
]);
export type Report = z.infer<typeof report>;
