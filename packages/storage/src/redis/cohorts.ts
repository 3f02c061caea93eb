import type { AggregateStore } from '../port.ts';
import { loadFields } from './hashes.ts';
import type { Keys } from './keys.ts';
import { bytesReply, integerReply, listReply, orNull, textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

const dayField = (day: number): string => `day:${day}`;

/** Snapshots of cohorts: a hash for each course, a field a day. */
export function createCohorts(
  scripts: Scripts,
  keys: Keys,
): Pick<AggregateStore, 'beginCohort' | 'writeCohort' | 'cohort' | 'dropCohorts'> {
  const { partition, cohorts } = keys.content;
  return {
    async beginCohort(courseId) {
      const reply = await scripts.run('cohort-begin-2', [partition, cohorts(courseId)], []);
      const [fence, admission] = listReply(reply);
      return { fence: textReply(fence), admission: orNull(admission, bytesReply) };
    },
    async writeCohort(fence, { courseId, day, bytes, admission }) {
      const args = [fence, day, Buffer.from(bytes), Buffer.from(admission)];
      const answer = await scripts.run('cohort-write-2', [partition, cohorts(courseId)], args);
      return textReply(answer) === 'written' ? 'written' : 'fenced';
    },
    async cohort(courseId, asked) {
      const key = cohorts(courseId);
      const day =
        asked ?? orNull((await loadFields(scripts, [{ key, fields: ['newest'] }]))[0], integerReply);
      if (day === null) return null;
      const [bytes] = await loadFields(scripts, [{ key, fields: [dayField(day)] }]);
      return orNull(bytes, (found) => ({ day, bytes: bytesReply(found) }));
    },
    async dropCohorts(courseId) {
      await scripts.run('cohort-drop-1', [cohorts(courseId)], []);
    },
  };
}
