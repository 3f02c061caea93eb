import { on } from 'node:events';
import { MessagePort } from 'node:worker_threads';
import { type BadRow, ROW_ERRORS, type RowErrorCode, type ZipLimits } from '@learning-tracker/coursera';
import { z } from 'zod';
import type { ClickBlock, ClickRequest } from '../click-reader.ts';

/** Blocks of one file that may wait between the threads: a worker that is ahead of the log waits, too. */
export const WINDOW_BLOCKS = 4;

const limit = z.number().exactOptional();
const zipLimits: z.ZodType<Partial<ZipLimits>> = z.object({
  maxBytes: limit,
  maxRatio: limit,
  maxEntries: limit,
});

/** What a worker is started with for one file. */
export const fileTask = z.object({
  path: z.string(),
  limits: zipLimits.optional(),
  /** `ClickObserved` as the serde of the main thread writes it. */
  schema: z.object({ id: z.number(), text: z.string() }),
  port: z.instanceof(MessagePort),
});
export type FileTask = z.infer<typeof fileTask>;

const clickRequest: z.ZodType<ClickRequest> = z.object({
  places: z.map(z.string(), z.string()),
  originals: z.boolean(),
  configs: z.array(z.object({ courseId: z.string(), publish: z.record(z.string(), z.array(z.string())) })),
  afterLine: z.number(),
  only: z.object({ lines: z.set(z.number()), ids: z.set(z.string()) }).nullable(),
});

const courseHint = z.discriminatedUnion('by', [
  z.object({ by: z.literal('course'), courseId: z.string() }),
  z.object({ by: z.literal('branch'), branchId: z.string() }),
  z.object({ by: z.literal('slug'), underscored: z.string() }),
  z.object({ by: z.literal('export') }),
]);

const badRow: z.ZodType<BadRow> = z.object({
  line: z.number(),
  code: z.custom<RowErrorCode>((code) => typeof code === 'string' && Object.hasOwn(ROW_ERRORS, code)),
  reason: z.string(),
  original: z.instanceof(Uint8Array),
  key: z.string().nullable(),
  course: courseHint.nullable(),
  learnerId: z.string().nullable(),
});

const clickBlock: z.ZodType<ClickBlock> = z.object({
  ids: z.array(z.string()),
  learners: z.array(z.string()),
  line: z.instanceof(Uint32Array),
  party: z.instanceof(Uint32Array),
  at: z.instanceof(Float64Array),
  end: z.instanceof(Uint32Array),
  values: z.instanceof(Uint8Array),
  bad: z.array(badRow),
});

/** To a worker: `read` once; then `next` for each block that was taken. It ends a file by closing the port. */
export const toWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), request: clickRequest }),
  z.object({ type: z.literal('next') }),
]);
export type ToWorker = z.infer<typeof toWorker>;

/** From a worker: `opened`, blocks, `end`; or `failed` in place of any of them. */
export const fromWorker = z.discriminatedUnion('type', [
  z.object({ type: z.literal('opened'), kind: z.enum(['access', 'video']), day: z.string() }),
  z.object({ type: z.literal('block'), block: clickBlock }),
  z.object({ type: z.literal('end') }),
  z.object({
    type: z.literal('failed'),
    message: z.string(),
    /** Of a TrackerError. */
    known: z.object({ code: z.string(), hint: z.string() }).nullable(),
  }),
]);
export type FromWorker = z.infer<typeof fromWorker>;

/**
 * Messages as they come, until the other side closes the port; an abort of `signal` rejects. Listens from the call on,
 * so that neither a message nor the end is missed by one who is still busy.
 */
export function messagesOf<T>(
  port: MessagePort,
  schema: z.ZodType<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, undefined> {
  const messages = on(port, 'message', { close: ['close'], ...(signal === undefined ? {} : { signal }) });
  return parsed();

  async function* parsed(): AsyncGenerator<T, undefined> {
    for await (const [message] of messages) yield schema.parse(message);
  }
}
