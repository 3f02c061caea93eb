import { type Logger, messageOf, type Scheduler } from '@learning-tracker/runtime';

/** A learner looks for changes that no notice told of this often. */
export const HEAL_MS = 10_000;
export const HEARTBEAT_MS = 15_000;

/** Opaque tags of what a learner's page shows; equal tags, equal content. */
export interface Versions {
  readonly metrics: string;
  readonly settings: string;
}

/** Where a stream writes to. */
export interface StreamOutput {
  /** False where the reader does not keep up. */
  write(text: string): boolean;
  end(): void;
}

export interface LearnerStream {
  /** Something may have changed. */
  notice(): void;
  /** Ends it; safe to call again. */
  close(): void;
}

/**
 * Server-sent events of one learner: `metrics` and `settings`, each with the revision it leads to, and `seen`, which tells
 * a new reader where it stands. The id of an event is both versions, so that a reader who comes back with
 * `Last-Event-ID`, to whichever gateway, is told exactly what it has missed; the feed's own cursor could not be read by
 * another gateway.
 */
export function createLearnerStream(deps: {
  readonly output: StreamOutput;
  readonly read: () => Promise<Versions>;
  readonly lastEventId: string | null;
  /** Milliseconds until the token's end. */
  readonly lastsMs: number;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly onClose: () => void;
}): LearnerStream {
  const { output, read, scheduler, logger } = deps;
  let seen = versionsOf(deps.lastEventId);
  let closed = false;
  let running = false;
  let again = false;
  const cancels = new Map<string, () => void>();

  function every(name: string, ms: number, task: () => void): void {
    const plan = () => {
      cancels.set(
        name,
        scheduler.after(ms, () => {
          plan();
          task();
        }),
      );
    };
    plan();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    for (const cancel of cancels.values()) cancel();
    output.end();
    deps.onClose();
  }

  function write(text: string): void {
    // A reader that does not keep up comes back by itself and is told what it has missed.
    if (!closed && !output.write(text)) close();
  }

  async function compare(): Promise<void> {
    const now = await read();
    if (closed) return;
    const id = `${now.metrics}.${now.settings}`;
    // A block without data would set the id for some readers only.
    if (seen === null) write(`id: ${id}\nevent: seen\ndata: {}\n\n`);
    else {
      for (const event of ['metrics', 'settings'] as const) {
        if (seen[event] === now[event]) continue;
        // Only the last event may carry the id that says that all is known.
        seen = { ...seen, [event]: now[event] };
        write(
          `id: ${seen.metrics}.${seen.settings}\nevent: ${event}\ndata: ${JSON.stringify({ revision: now[event] })}\n\n`,
        );
      }
    }
    seen = now;
  }

  function notice(): void {
    if (closed) return;
    if (running) {
      again = true;
      return;
    }
    running = true;
    compare()
      .catch((error: unknown) => logger.warn({ error: messageOf(error) }, 'a stream looks again later'))
      .finally(() => {
        running = false;
        if (!again) return;
        again = false;
        notice();
      });
  }

  every('heartbeat', HEARTBEAT_MS, () => write(': beat\n\n'));
  every('heal', HEAL_MS, notice);
  cancels.set('end', scheduler.after(Math.min(deps.lastsMs, LONGEST_MS), close));
  write(': open\n\n');
  notice();
  return { notice, close };
}

/** Timers hold no more than 2^31 − 1 ms; a stream of a day comes back by itself. */
const LONGEST_MS = 24 * 3_600_000;

/** Null for what no stream of ours gave. */
function versionsOf(id: string | null): Versions | null {
  const [, metrics, settings] = /^([\w-]{1,64})\.([\w-]{1,64})$/.exec(id ?? '') ?? [];
  return metrics === undefined || settings === undefined ? null : { metrics, settings };
}
