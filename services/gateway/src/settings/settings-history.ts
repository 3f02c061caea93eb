import { TrackerError } from '@learning-tracker/runtime';
import type { LearnerRef } from '@learning-tracker/storage';
import {
  type EventLog,
  type LearnerSettingsChanged,
  partitionOf,
  recordKey,
  type Serde,
  TOPICS,
} from '@learning-tracker/streams';

/** What learners chose and how they used the widget, as the log has it. */
export interface SettingsHistory {
  /** Every event of a learner (by dashboard id), each once, by time. Reads the learner's partition of the topic whole. */
  events(learner: LearnerRef): Promise<readonly LearnerSettingsChanged[]>;
}

export function createSettingsHistory(deps: {
  readonly log: Pick<EventLog, 'offsets' | 'read'>;
  readonly serde: Pick<Serde, 'prepare' | 'decode'>;
  /** Of the topics that are keyed by learner. */
  readonly partitions: number;
}): SettingsHistory {
  const { log, serde, partitions } = deps;
  const topic = TOPICS.learnerSettings;
  return {
    async events({ courseId, learnerId }) {
      const key = recordKey(courseId, learnerId);
      const partition = partitionOf(key, partitions);
      const held = (await log.offsets(topic)).find((one) => one.partition === partition);
      if (held === undefined) return [];
      const found = new Map<string, LearnerSettingsChanged>();
      for await (const { records } of log.read({ topic, partition, from: held.begin, to: held.end })) {
        const own = records.filter((record) => record.key === key);
        if (own.length === 0) continue;
        await serde.prepare(own);
        for (const { value } of own) {
          const event = decodedOrNull(serde, value);
          if (event !== null) found.set(event.eventId, event);
        }
      }
      return [...found.values()].sort((a, b) => a.at - b.at || (a.eventId < b.eventId ? -1 : 1));
    },
  };
}

/** What cannot be read is in the dead letters, and no event. */
function decodedOrNull(serde: Pick<Serde, 'decode'>, value: Uint8Array): LearnerSettingsChanged | null {
  try {
    const event = serde.decode(value);
    return event.name === 'LearnerSettingsChanged' ? event.value : null;
  } catch (error) {
    if (error instanceof TrackerError) return null;
    throw error;
  }
}
