import { TrackerError } from '@learning-tracker/runtime';
import type { RedisConnection } from './connection.ts';
import type { Keys } from './keys.ts';
import { integerReply, listReply, textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

/** Grows when the layout of keys changes in a way that an older release cannot read. */
const LAYOUT_VERSION = 1;

/**
 * Notes layout and partition count in a new store, or checks that they are the same.
 * @throws TrackerError STORE_LAYOUT_UNKNOWN, STORE_PARTITIONS_MISMATCH
 */
export async function ensureLayout(scripts: Scripts, keys: Keys, partitions: number): Promise<void> {
  const { layout } = keys.content;
  const [version, noted] = listReply(await scripts.run('open-1', [layout], [LAYOUT_VERSION, partitions])).map(
    integerReply,
  );
  if (version !== LAYOUT_VERSION) {
    throw new TrackerError(
      'STORE_LAYOUT_UNKNOWN',
      `The store under ${layout} has layout version ${version}; this release knows ${LAYOUT_VERSION}.`,
      'Start the release that wrote it, or replay the log under another deployment name.',
    );
  }
  if (noted !== partitions) {
    throw new TrackerError(
      'STORE_PARTITIONS_MISMATCH',
      `The store under ${layout} was made with ${noted} partitions, not ${partitions}.`,
      `Start with ${noted} partitions, or replay the log under another deployment name.`,
    );
  }
}

/**
 * A Redis that evicts would drop learners when its memory is full. Asked by INFO, which is allowed where CONFIG is not.
 * @throws TrackerError STORE_EVICTION_ENABLED
 */
export async function refuseEviction(connection: RedisConnection): Promise<void> {
  for (const reply of await connection.sendToMasters('info', ['memory'])) {
    const policy = /^maxmemory_policy:(\S+)/m.exec(textReply(reply))?.[1];
    if (policy === 'noeviction') continue;
    throw new TrackerError(
      'STORE_EVICTION_ENABLED',
      `Redis drops data when its memory is full: its maxmemory-policy is ${policy ?? 'not told'}.`,
      'Set maxmemory-policy to noeviction (on every node of a cluster).',
    );
  }
}
