import type { DatabaseSync } from 'node:sqlite';

/** Most answers kept of one kind; each is a small object or a string. */
const CAPACITY = 20_000;

/** Point reads that are asked for again and again while nothing changes: every request of a gateway asks some. */
export interface PointReads {
  /** Answers of one kind, by course and id. */
  kind<T>(read: (courseId: string, id: string) => T): PointRead<T>;
  /** To be called after each write through this connection, which SQLite's data version does not tell of. */
  forget(): void;
}

/** What `read` gave for this course and id, unless the file has changed since. */
export type PointRead<T> = (courseId: string, id: string) => T;

/** For how long one look at the data version is good, in milliseconds. */
const LOOK_LASTS = 1;

/**
 * Commits of this connection are known at once; those of others change `PRAGMA data_version`, which is looked at
 * at most once a millisecond, since the look costs as much as the reads it saves.
 *
 * @param now monotonic milliseconds; not the deployment's clock, which may stand still
 */
export function createPointReads(db: DatabaseSync, now: () => number = () => performance.now()): PointReads {
  const forgets: (() => void)[] = [];
  const dataVersion = db.prepare('PRAGMA data_version');
  let seen: unknown;
  let lookedAt = Number.NEGATIVE_INFINITY;

  function forget(): void {
    for (const each of forgets) each();
  }

  function look(): void {
    const at = now();
    if (at - lookedAt < LOOK_LASTS) return;
    lookedAt = at;
    const version = dataVersion.get()?.data_version;
    if (version !== seen) forget();
    seen = version;
  }

  return {
    kind<T>(read: (courseId: string, id: string) => T): PointRead<T> {
      const courses = new Map<string, Map<string, { readonly answer: T }>>();
      let size = 0;
      const clear = () => {
        courses.clear();
        size = 0;
      };
      forgets.push(clear);
      return (courseId, id) => {
        look();
        const present = courses.get(courseId)?.get(id);
        if (present !== undefined) return present.answer;
        const answer = read(courseId, id);
        if (size >= CAPACITY) clear();
        const course = courses.get(courseId) ?? new Map<string, { readonly answer: T }>();
        courses.set(courseId, course.set(id, { answer }));
        size += 1;
        return answer;
      };
    },
    forget,
  };
}
