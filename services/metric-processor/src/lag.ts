import type { Telemetry } from '@learning-tracker/runtime';
import type { PartitionId } from '@learning-tracker/storage';
import { type EventLog, LEARNER_TOPICS, TOPICS } from '@learning-tracker/streams';
import type { Standing } from './partitions/partition-owner.ts';

/** What a process that owns partitions shows of them. */
export interface LagGauge {
  /** One question a topic to the log, however many partitions there are; a log that is away changes nothing. */
  show(standings: ReadonlyMap<PartitionId, Standing>): Promise<void>;
}

/** Lag by topic and partition, shown by the owner of each partition and by nobody else. */
export function createLagGauge(log: Pick<EventLog, 'offsets'>, telemetry: Telemetry): LagGauge {
  const shown = new Map<string, () => void>();

  return {
    async show(standings) {
      const topics = [...LEARNER_TOPICS, TOPICS.courseContent];
      const offsets = (await Promise.all(topics.map((topic) => log.offsets(topic)))).flat();
      const present = new Set<string>();
      for (const [partition, { complete }] of standings) {
        const key = `partition ${partition}`;
        present.add(key);
        telemetry.set('learning_tracker_partition_complete', { partition }, complete ? 1 : 0);
        shown.set(key, () => telemetry.remove('learning_tracker_partition_complete', { partition }));
      }
      for (const { topic, partition, end } of offsets) {
        const standing = standings.get(topic === TOPICS.courseContent ? 'content' : partition);
        if (standing === undefined) continue;
        const key = `${topic}/${partition}`;
        const lag = end - (standing.positions[topic] ?? 0);
        present.add(key);
        telemetry.set('learning_tracker_lag_records', { topic, partition }, lag);
        shown.set(key, () => telemetry.remove('learning_tracker_lag_records', { topic, partition }));
      }
      for (const [key, remove] of shown) {
        if (present.has(key)) continue;
        remove();
        shown.delete(key);
      }
    },
  };
}
