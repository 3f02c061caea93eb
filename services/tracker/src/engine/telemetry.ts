import type { FileState, RowCounts } from '@learning-tracker/fetcher';
import type { Telemetry } from '@learning-tracker/runtime';
import { LEARNER_TOPICS, TOPICS } from '@learning-tracker/streams';
import type { Engine } from './engine.ts';

/** Counts one file a look was done with. */
export function countFile(telemetry: Telemetry, outcome: FileState, rows: RowCounts): void {
  telemetry.count('learning_tracker_files_total', { outcome });
  for (const [name, count] of Object.entries(rows)) {
    if (count > 0) telemetry.count('learning_tracker_export_rows_total', { outcome: name }, count);
  }
}

/** Shows how far the store is behind the log, by topic and partition. */
export async function showLag(
  { log, store }: Pick<Engine, 'log' | 'store'>,
  telemetry: Telemetry,
): Promise<void> {
  const progress = new Map((await store.progress()).map((entry) => [entry.partition, entry]));
  for (const [partition, { complete }] of progress) {
    telemetry.set('learning_tracker_partition_complete', { partition }, complete ? 1 : 0);
  }
  for (const topic of [...LEARNER_TOPICS, TOPICS.courseContent]) {
    for (const { partition, end } of await log.offsets(topic)) {
      const id = topic === TOPICS.courseContent ? 'content' : partition;
      const position = progress.get(id)?.positions[topic] ?? 0;
      telemetry.set('learning_tracker_lag_records', { topic, partition }, end - position);
    }
  }
}
