import type { AggregateStore, LearnerRef } from '../port.ts';
import type { RedisConnection } from './connection.ts';
import { loadHashes } from './hashes.ts';
import type { CheckHome } from './home.ts';
import type { Keys } from './keys.ts';
import { bytesReply, pairsReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

/** Learners whose commands are on their way at once. */
const PIPELINED = 500;

/** Figures of past days: a hash of its own for each learner, a field a day, so that states stay as small as they are. */
export function createHistory(
  connection: RedisConnection,
  scripts: Scripts,
  keys: Keys,
  partitionOf: (learner: LearnerRef) => number,
  checkHome: CheckHome,
): Pick<AggregateStore, 'writeHistory' | 'history'> {
  return {
    async writeHistory(partition, day, figures) {
      const own = keys.partition(partition);
      for (let at = 0; at < figures.length; at += PIPELINED) {
        await Promise.all(
          figures.slice(at, at + PIPELINED).map((figure) => {
            checkHome(figure, partition);
            return connection.send('hset', [own.history(figure), day, Buffer.from(figure.bytes)]);
          }),
        );
      }
    },
    async history(learner, fromDay, toDay) {
      const key = keys.partition(partitionOf(learner)).history(learner);
      const [hash] = await loadHashes(scripts, [key]);
      return pairsReply(hash)
        .map(([day, bytes]) => ({ day: Number(day), bytes: bytesReply(bytes) }))
        .filter(({ day }) => day >= fromDay && day <= toDay)
        .sort((a, b) => a.day - b.day);
    },
  };
}
