import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { TrackerError } from '@learning-tracker/runtime';
import type { Claim, Commit, CommitResult, OutcomeCounts, PartitionId, PartitionProgress } from '../port.ts';
import { integer, text } from './rows.ts';

/** Row key of `content`; partitions of learners count from 0. */
const CONTENT = -1;

export interface Partitions {
  /** Row key of a partition. @throws TrackerError STORE_PARTITION_UNKNOWN */
  key(partition: PartitionId): number;
  claim(partition: PartitionId): Claim;
  /** Whether the commit may proceed: `committed` means yes, and nothing was written yet. */
  check(key: number, claim: Claim, positions: Commit['positions']): CommitResult;
  advance(key: number, commit: Pick<Commit, 'positions' | 'counts' | 'complete'>): void;
  progress(): PartitionProgress[];
}

/** Claims, positions and counts by partition. All but `key` run inside the caller's transaction. */
export function createPartitions(db: DatabaseSync, partitions: number): Partitions {
  const upsertClaim = db.prepare(`
    INSERT INTO store_claim (partition, epoch, id, complete) VALUES (?, 1, ?, 0)
    ON CONFLICT DO UPDATE SET epoch = epoch + 1, id = excluded.id, complete = 0
    RETURNING epoch`);
  const selectClaim = db.prepare('SELECT epoch, id FROM store_claim WHERE partition = ?');
  const selectClaims = db.prepare('SELECT partition, epoch, complete FROM store_claim ORDER BY partition');
  const setComplete = db.prepare('UPDATE store_claim SET complete = ? WHERE partition = ?');
  const selectPositions = db.prepare('SELECT topic, next_offset FROM store_position WHERE partition = ?');
  const setPosition = db.prepare('INSERT OR REPLACE INTO store_position VALUES (?, ?, ?)');
  const selectCounts = db.prepare('SELECT * FROM store_count WHERE partition = ?');
  const addCounts = db.prepare(`
    INSERT INTO store_count VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET applied = applied + excluded.applied, unchanged = unchanged + excluded.unchanged,
      ignored = ignored + excluded.ignored, dead_lettered = dead_lettered + excluded.dead_lettered,
      erased = erased + excluded.erased`);

  function positionsOf(key: number): Record<string, number> {
    return Object.fromEntries(
      selectPositions.all(key).map((row) => [text(row, 'topic'), integer(row, 'next_offset')]),
    );
  }

  function countsOf(key: number): Record<string, OutcomeCounts> {
    return Object.fromEntries(
      selectCounts.all(key).map((row) => [
        text(row, 'topic'),
        {
          applied: integer(row, 'applied'),
          unchanged: integer(row, 'unchanged'),
          ignored: integer(row, 'ignored'),
          deadLettered: integer(row, 'dead_lettered'),
          erased: integer(row, 'erased'),
        },
      ]),
    );
  }

  function key(partition: PartitionId): number {
    if (partition === 'content') return CONTENT;
    if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return partition;
    throw new TrackerError(
      'STORE_PARTITION_UNKNOWN',
      `The store has partitions 0 to ${partitions - 1}, not ${partition}.`,
      'All processes must use the same partition count.',
    );
  }

  return {
    key,
    claim(partition) {
      const row = key(partition);
      const id = randomUUID();
      const epoch = integer(upsertClaim.get(row, id) ?? {}, 'epoch');
      return { partition, epoch, id, positions: positionsOf(row) };
    },
    check(row, claim, positions) {
      const holder = selectClaim.get(row);
      const holds =
        holder !== undefined && integer(holder, 'epoch') === claim.epoch && text(holder, 'id') === claim.id;
      if (!holds) return 'fenced';
      const stored = positionsOf(row);
      const moves = Object.entries(positions);
      if (moves.every(([topic, { from }]) => (stored[topic] ?? 0) === from)) return 'committed';
      return moves.every(([topic, { to }]) => (stored[topic] ?? 0) === to) ? 'already-committed' : 'fenced';
    },
    advance(row, { positions, counts, complete }) {
      for (const [topic, { to }] of Object.entries(positions)) setPosition.run(row, topic, to);
      for (const [topic, c] of Object.entries(counts)) {
        addCounts.run(row, topic, c.applied, c.unchanged, c.ignored, c.deadLettered, c.erased);
      }
      setComplete.run(complete ? 1 : 0, row);
    },
    progress: () =>
      selectClaims.all().map((row) => {
        const partition = integer(row, 'partition');
        return {
          partition: partition === CONTENT ? 'content' : partition,
          epoch: integer(row, 'epoch'),
          positions: positionsOf(partition),
          complete: integer(row, 'complete') === 1,
          counts: countsOf(partition),
        };
      }),
  };
}
