import { TrackerError } from '@learning-tracker/runtime';
import { createBrokerLog } from '../broker-log.ts';
import type { KafkaLogOptions } from '../options.ts';
import { type ControlEntry, type ControlState, controlEntry, createControlState } from './control-state.ts';

/** One partition, so that its entries have one order; made when something is first said on it. */
export const CONTROL_TOPIC = 'log-control';

/**
 * What the log says of itself: which topics are the log, and what must survive any loss of the store. It is read by
 * every process that uses the log.
 */
export interface Control {
  /** As of the last look. */
  readonly state: ControlState;
  /** Reads what was said since the last look. */
  refresh(): Promise<void>;
  /** Durable, and in `state`, when it resolves. */
  say(entry: ControlEntry): Promise<void>;
  close(): Promise<void>;
}

export function createControl(options: KafkaLogOptions): Control {
  const log = createBrokerLog(options);
  const state = createControlState();
  let position = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function readOn(): Promise<void> {
    const end = await endOfTopic();
    if (end <= position) return;
    for await (const { records } of log.read({
      topic: CONTROL_TOPIC,
      partition: 0,
      from: position,
      to: end,
    })) {
      for (const { offset, value } of records) {
        state.apply(parse(value));
        position = offset + 1;
      }
    }
  }

  async function endOfTopic(): Promise<number> {
    try {
      return (await log.offsets(CONTROL_TOPIC))[0]?.end ?? 0;
    } catch (error) {
      if (error instanceof TrackerError && error.code === 'LOG_TOPIC_UNKNOWN') return 0;
      throw error;
    }
  }

  function refresh(): Promise<void> {
    const run = last.then(readOn);
    last = run.catch(() => {});
    return run;
  }

  return {
    state,
    refresh,
    async say(entry) {
      await log.ensureTopics([{ name: CONTROL_TOPIC, partitions: 1 }]);
      const value = Buffer.from(JSON.stringify(entry));
      await log.append([{ topic: CONTROL_TOPIC, partition: 0, key: entry.kind, value }]);
      await refresh();
    },
    close: () => log.close(),
  };
}

function parse(value: Uint8Array): ControlEntry {
  try {
    return controlEntry.parse(JSON.parse(Buffer.from(value).toString()));
  } catch (error) {
    throw new TrackerError(
      'LOG_CONTROL_UNREADABLE',
      `topic "${CONTROL_TOPIC}" holds an entry that this version cannot read`,
      'Start the version that wrote it, or a newer one; nothing else may write to this topic.',
      error,
    );
  }
}
