import type { Logger, Scheduler, Telemetry } from '@learning-tracker/runtime';
import { messageOf, pauseFor } from '@learning-tracker/runtime';
import type { EventLog, ProducedRecord } from '@learning-tracker/streams';

/** Loads of the widget that wait for the log; beyond them they are counted and not kept. */
const MOST_WAITING = 10_000;
const PAUSE_MS = 1_000;

/**
 * Appends loads of the widget beside the request: an answer never waits for the log, whose absence would else keep
 * learners from seeing what is stored. What comes while one append runs goes with the next one.
 */
export interface InteractionRecorder {
  note(record: ProducedRecord): void;
  /** Appends what waits, once, and gives up what the log does not take. */
  close(): Promise<void>;
}

export function createInteractionRecorder(deps: {
  readonly log: Pick<EventLog, 'append'>;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}): InteractionRecorder {
  const { log, scheduler, logger, telemetry } = deps;
  const closing = new AbortController();
  let waiting: ProducedRecord[] = [];
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const records = waiting;
      waiting = [];
      try {
        await log.append(records);
      } catch (error) {
        if (closing.signal.aborted) {
          telemetry.count('learning_tracker_interactions_lost_total', {}, records.length);
          logger.warn({ error: messageOf(error), records: records.length }, 'loads of the widget were lost');
          return;
        }
        waiting = [...records, ...waiting];
        logger.warn(
          { error: messageOf(error), records: waiting.length },
          'waiting to record loads of the widget',
        );
        await pauseFor(PAUSE_MS, scheduler, closing.signal).catch(() => undefined);
      }
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = null;
    });
  }

  return {
    note(record) {
      if (waiting.length >= MOST_WAITING) {
        telemetry.count('learning_tracker_interactions_lost_total', {});
        return;
      }
      waiting.push(record);
      start();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
