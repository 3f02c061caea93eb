import { TrackerError } from '@learning-tracker/runtime';
import type { EventLog, PartitionOffsets } from '@learning-tracker/streams';

/** What the partitions of a topic hold; null where the log was made before there was such a topic. */
export async function heldOffsets(
  log: Pick<EventLog, 'offsets'>,
  topic: string,
): Promise<readonly PartitionOffsets[] | null> {
  try {
    return await log.offsets(topic);
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'LOG_TOPIC_UNKNOWN') return null;
    throw error;
  }
}
