import { openClickstreamFile } from '@learning-tracker/coursera';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { createEventEncoder } from '@learning-tracker/streams';
import type { ClickBlock } from '../click-reader.ts';
import { encodedBlocks } from '../encoded-blocks.ts';
import { type FileTask, type FromWorker, messagesOf, toWorker, WINDOW_BLOCKS } from './messages.ts';

/** The side of a worker: verifies one file, and reads it as fast as its blocks are taken. Never rejects. */
export async function serveFile({ path, limits, schema, port }: FileTask): Promise<void> {
  const inbox = messagesOf(port, toWorker);
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) =>
    port.postMessage(message, transfer);

  try {
    const stream = await openClickstreamFile(path, limits === undefined ? {} : { limits });
    post({ type: 'opened', kind: stream.kind, day: stream.day });
    const asked = await inbox.next();
    if (asked.done === true || asked.value.type !== 'read') return;
    let sent = 0;
    for await (const block of encodedBlocks(
      stream,
      asked.value.request,
      createEventEncoder('ClickObserved', schema),
    )) {
      if (sent >= WINDOW_BLOCKS && (await inbox.next()).done === true) return;
      post({ type: 'block', block }, buffersOf(block));
      sent += 1;
    }
    post({ type: 'end' });
  } catch (error) {
    const known = error instanceof TrackerError ? { code: error.code, hint: error.hint } : null;
    post({ type: 'failed', message: messageOf(error), known });
  } finally {
    // What was posted is still to be read: the port is closed by the other side.
    while ((await inbox.next()).done !== true);
  }
}

/** Handed over instead of copied. */
function buffersOf({ line, party, at, end, values }: ClickBlock): ArrayBuffer[] {
  return [line, party, at, end, values].flatMap(({ buffer }) =>
    buffer instanceof ArrayBuffer ? [buffer] : [],
  );
}
