import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs from 'kafkajs';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/**
 * Makes up for what kafkajs 2.2.4, which nobody maintains, lacks. Its tables and classes belong to the process, so
 * this may be called again and again.
 */
export function repairKafkajs(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: ({ buffer }: { readonly buffer: Buffer }) => compress(buffer),
    decompress: (buffer: Buffer) => decompress(buffer),
  });
  quietenRequestQueue();
}

const SCHEDULE = 'scheduleCheckPendingRequests';

/**
 * A queue with nothing pending sets itself a timer with a negative delay after every response, for ever: a warning
 * since Node 24, and a timer a millisecond and connection before (tulios/kafkajs#1751, #1704). No option prevents it.
 * What is pushed later schedules its own check, so an empty queue needs none. Where a version looks different, it is
 * left alone.
 */
function quietenRequestQueue(): void {
  const loaded: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
  const prototype: unknown = typeof loaded === 'function' ? loaded.prototype : undefined;
  if (typeof prototype !== 'object' || prototype === null) return;
  const schedule: unknown = Reflect.get(prototype, SCHEDULE);
  if (typeof schedule !== 'function' || schedule.name === scheduleForPending.name) return;
  Reflect.set(prototype, SCHEDULE, scheduleForPending);

  function scheduleForPending(this: { readonly pending?: unknown }): void {
    if (Array.isArray(this.pending) && this.pending.length === 0) return;
    Reflect.apply(Object(schedule), this, []);
  }
}
