import { randomUUID } from 'node:crypto';
import { TrackerError } from '@learning-tracker/runtime';
import type { Claim, OutcomeCounts, PartitionId, PartitionProgress } from '../port.ts';
import { loadHashes } from './hashes.ts';
import type { Keys } from './keys.ts';
import { integerReply, pairsReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

const NO_COUNTS: OutcomeCounts = { applied: 0, unchanged: 0, ignored: 0, deadLettered: 0, erased: 0 };

export interface Partitions {
  /** @throws TrackerError STORE_PARTITION_UNKNOWN */
  check(partition: PartitionId): void;
  claim(partition: PartitionId): Promise<Claim>;
  progress(): Promise<PartitionProgress[]>;
}

/** Claims, positions and counts by partition. */
export function createPartitions(scripts: Scripts, keys: Keys, partitions: number): Partitions {
  const all: readonly PartitionId[] = ['content', ...Array(partitions).keys()];

  return {
    check(partition) {
      if (all.includes(partition)) return;
      throw new TrackerError(
        'STORE_PARTITION_UNKNOWN',
        `The store has partitions 0 to ${partitions - 1}, not ${partition}.`,
        'All processes must use the same partition count.',
      );
    },
    async claim(partition) {
      const id = randomUUID();
      const { epoch, positions } = toProgress(
        partition,
        await scripts.run('claim-1', [keys.holder(partition)], [id]),
      );
      return { partition, epoch, id, positions };
    },
    async progress() {
      const told = await Promise.all(
        all.map(async (id) => {
          const [hash] = await loadHashes(scripts, [keys.holder(id)]);
          return toProgress(id, hash);
        }),
      );
      return told.filter(({ epoch }) => epoch > 0);
    },
  };
}

/** Fields are described in scripts/fence.lua. */
function toProgress(partition: PartitionId, reply: unknown): PartitionProgress {
  const positions: Record<string, number> = {};
  const counts: Record<string, OutcomeCounts> = {};
  let epoch = 0;
  let complete = false;
  for (const [field, value] of pairsReply(reply)) {
    const [kind, topic = '', outcome = ''] = field.split(':');
    if (kind === 'epoch') epoch = integerReply(value);
    else if (kind === 'complete') complete = integerReply(value) === 1;
    else if (kind === 'position') positions[topic] = integerReply(value);
    else if (kind === 'count')
      counts[topic] = { ...(counts[topic] ?? NO_COUNTS), [outcome]: integerReply(value) };
  }
  return { partition, epoch, positions, complete, counts };
}
