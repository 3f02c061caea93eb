import { basename } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import type { Serde } from '@learning-tracker/streams';
import { Piscina } from 'piscina';
import { FETCHER_ERRORS } from '../../../errors.ts';
import type { ClickBlock, ClickReader, ClickRequest, OpenClicks } from '../click-reader.ts';
import { type FileTask, type FromWorker, fromWorker, messagesOf, type ToWorker } from './messages.ts';

export interface ClickWorkersOptions {
  /** Threads, and files at work at once; at least 1. */
  readonly workers: number;
  /** Registered before the first file is opened. */
  readonly serde: Pick<Serde, 'registered'>;
  /** Module whose default export a thread calls for each file; for fault injection. */
  readonly entry?: URL;
}

export interface ClickWorkers extends ClickReader {
  /** Ends the threads; files that are open fail. */
  close(): Promise<void>;
}

/** A thread without work is ended after so long: it holds memory, and files come rarely. */
const IDLE_MS = 5_000;

/** Heap of one thread: its blocks are small, and the table of repeats is counted apart. */
const LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 24 };

/**
 * Reads clickstream files in worker threads, one file a thread: unpacking, parsing, identities and encoding are most
 * of the cost of a file and depend on nothing but the file. Threads begin with the first file.
 */
export function createClickWorkers({ workers, serde, entry }: ClickWorkersOptions): ClickWorkers {
  const pool = new Piscina<FileTask, void>({
    filename: (entry ?? new URL('./click-worker.ts', import.meta.url)).href,
    minThreads: 0,
    maxThreads: workers,
    idleTimeout: IDLE_MS,
    resourceLimits: LIMITS,
  });

  async function open(path: string, limits: FileTask['limits']): Promise<OpenClicks> {
    const { port1: port, port2 } = new MessageChannel();
    const ended = new AbortController();
    const inbox = messagesOf<FromWorker>(port, fromWorker, ended.signal);
    const task = { path, limits, schema: serde.registered('ClickObserved'), port: port2 };
    const running = pool
      .run(task, { transferList: [port2] })
      .catch((cause: unknown) => ended.abort(workerEnded(path, cause)));

    async function receive(): Promise<FromWorker> {
      try {
        const { value } = await inbox.next();
        if (value === undefined) throw workerEnded(path, new Error('it gave no answer'));
        if (value.type === 'failed') throw failureOf(value);
        return value;
      } catch (error) {
        ended.signal.throwIfAborted();
        throw error;
      }
    }

    async function* blocks(request: ClickRequest): AsyncGenerator<ClickBlock> {
      const send = (message: ToWorker) => port.postMessage(message);
      send({ type: 'read', request });
      for (;;) {
        const message = await receive();
        if (message.type !== 'block') return;
        send({ type: 'next' });
        yield message.block;
      }
    }

    async function close(): Promise<void> {
      port.close();
      await running;
    }

    try {
      const opened = await receive();
      if (opened.type !== 'opened') throw workerEnded(path, new Error('it gave another answer'));
      return { kind: opened.kind, day: opened.day, blocks, close };
    } catch (error) {
      await close();
      throw error;
    }
  }

  return { concurrency: workers, open, close: () => pool.destroy() };
}

function workerEnded(path: string, cause: unknown): TrackerError {
  return new TrackerError(
    'FETCH_WORKER_ENDED',
    `${basename(path)}: the thread that read it has ended (${messageOf(cause)})`,
    FETCHER_ERRORS.FETCH_WORKER_ENDED,
    cause,
  );
}

/** The error as it was on the other side. */
function failureOf({ message, known }: Extract<FromWorker, { type: 'failed' }>): Error {
  return known === null ? new Error(message) : new TrackerError(known.code, message, known.hint);
}
