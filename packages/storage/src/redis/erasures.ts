import { randomUUID } from 'node:crypto';
import type { AggregateStore, LearnerRef } from '../port.ts';
import type { RedisConnection } from './connection.ts';
import type { Keys } from './keys.ts';
import { integerReply, listReply, textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

export type Erasures = Pick<AggregateStore, 'erasures' | 'addErasure' | 'erase'>;

/** The erasure list, and the removal of who is on it: one step for each id, then one for the id map. */
export function createErasures(
  connection: RedisConnection,
  scripts: Scripts,
  keys: Keys,
  partitionOf: (learner: LearnerRef) => number,
): Erasures {
  const { partition, erasures, idRegisters, tableIds, rivals, cohorts } = keys.content;
  return {
    erasures: async () => new Set(listReply(await connection.send('smembers', [erasures])).map(textReply)),
    async addErasure(digest) {
      await connection.send('sadd', [erasures, digest]);
    },
    async erase({ courseId, ids }) {
      let removed = 0;
      for (const learnerId of ids) {
        const learner = { courseId, learnerId };
        const own = keys.partition(partitionOf(learner));
        const indexes = [own.partition, own.changes, own.learners, own.pending];
        const places = [...indexes, own.learner(learner), own.history(learner)];
        removed += integerReply(await scripts.run('erase-learner-6', places, [randomUUID()]));
      }
      const places = [partition, idRegisters, tableIds, rivals, cohorts(courseId)];
      const mapped = await scripts.run('erase-content-5', places, [randomUUID(), courseId, ...ids]);
      return removed + integerReply(mapped);
    },
  };
}
