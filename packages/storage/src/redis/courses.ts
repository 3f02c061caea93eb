import type { AggregateStore, LoadedPart } from '../port.ts';
import type { RedisConnection } from './connection.ts';
import { loadFields } from './hashes.ts';
import type { Keys } from './keys.ts';
import { bytesReply, integerReply, listReply, orNull, pairsReply, textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

export interface Courses {
  courses(): Promise<string[]>;
  version(courseId: string): Promise<number | null>;
  read: AggregateStore['readCourse'];
  load(parts: readonly { readonly courseId: string; readonly part: string }[]): Promise<LoadedPart[]>;
}

/** Reads content, configuration and calibration of courses. */
export function createCourses(connection: RedisConnection, scripts: Scripts, keys: Keys): Courses {
  const { courses, courseParts } = keys.content;
  return {
    async courses() {
      const names = listReply(await connection.send('hkeys', [courses])).map(bytesReply);
      return names.sort(Buffer.compare).map(textReply);
    },
    version: async (courseId) => orNull(await connection.send('hget', [courses, courseId]), integerReply),
    async read(courseId) {
      const reply = await scripts.run('read-course-2', [courses, courseParts(courseId)], [courseId]);
      const [version, parts] = listReply(reply);
      if (version === null) return null;
      return {
        version: integerReply(version),
        parts: new Map(pairsReply(parts).map(([part, bytes]) => [part, bytesReply(bytes)])),
      };
    },
    async load(parts) {
      const values = await loadFields(
        scripts,
        parts.map(({ courseId, part }) => ({ key: courseParts(courseId), fields: [part] })),
      );
      return values.map((value) => orNull(value, bytesReply));
    },
  };
}
