import type { LearnerMeta, LearnerRecord, LearnerRef, LoadedPart, PartRef } from '../port.ts';
import { createLearnerGroups } from './by-learner.ts';
import type { RedisConnection } from './connection.ts';
import { createFieldLoader } from './field-loader.ts';
import { loadHashes } from './hashes.ts';
import { type Keys, learnerName, learnerOf, lexRange } from './keys.ts';
import { META_FIELD, partField, readLearner, readMeta } from './learner-hash.ts';
import { bytesReply, listReply, orNull, textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

/** Learners read in one step of a scan: some hundred KB. */
const SCAN_PAGE = 100;

export interface Learners {
  load(partition: number, parts: readonly PartRef[]): Promise<LoadedPart[]>;
  loadMeta(partition: number, learners: readonly LearnerRef[]): Promise<(LearnerMeta | null)[]>;
  meta(learner: LearnerRef): Promise<LearnerMeta | null>;
  read(learner: LearnerRef): Promise<LearnerRecord | null>;
  scan(partition: number, courseId?: string, behind?: string): AsyncGenerator<LearnerRecord>;
}

/** Reads parts and metadata of learners. */
export function createLearners(
  connection: RedisConnection,
  scripts: Scripts,
  keys: Keys,
  partitionOf: (learner: LearnerRef) => number,
): Learners {
  const loadFields = createFieldLoader(scripts);
  const keyOf = (learner: LearnerRef) => keys.partition(partitionOf(learner)).learner(learner);

  async function namesAfter(
    index: string,
    courseId: string | undefined,
    after: string | null,
  ): Promise<string[]> {
    const range = [...lexRange(courseId, after), 'BYLEX', 'LIMIT', 0, SCAN_PAGE];
    return listReply(await connection.send('zrange', [index, ...range])).map(textReply);
  }

  return {
    async load(partition, parts) {
      const { learner } = keys.partition(partition);
      const groups = createLearnerGroups<number>();
      for (const [place, ref] of parts.entries()) groups.of(ref).push(place);
      const wanted = [...groups];
      const values = await loadFields(
        partition,
        wanted.map((group) => ({
          key: learner(group),
          fields: group.items.map((place) => partField(parts[place]?.part ?? '')),
        })),
      );
      const loaded: LoadedPart[] = Array(parts.length).fill(null);
      for (const [n, place] of wanted.flatMap(({ items }) => items).entries()) {
        loaded[place] = orNull(values[n], bytesReply);
      }
      return loaded;
    },
    async loadMeta(partition, learners) {
      const { learner } = keys.partition(partition);
      const values = await loadFields(
        partition,
        learners.map((ref) => ({ key: learner(ref), fields: [META_FIELD] })),
      );
      return values.map((value) => orNull(value, readMeta));
    },
    meta: async (learner) => orNull(await connection.send('hget', [keyOf(learner), META_FIELD]), readMeta),
    async read(learner) {
      const [hash] = await loadHashes(scripts, [keyOf(learner)]);
      return readLearner(learner, hash);
    },
    async *scan(partition, courseId, behind) {
      const { learners: index, learner } = keys.partition(partition);
      let after =
        courseId === undefined || behind === undefined ? null : learnerName({ courseId, learnerId: behind });
      for (;;) {
        const names: string[] = await namesAfter(index, courseId, after);
        const refs = names.map(learnerOf);
        const hashes = await loadHashes(scripts, refs.map(learner));
        for (const [n, ref] of refs.entries()) {
          const record = readLearner(ref, hashes[n]);
          if (record !== null) yield record;
        }
        after = names.at(-1) ?? null;
        if (names.length < SCAN_PAGE) return;
      }
    },
  };
}
