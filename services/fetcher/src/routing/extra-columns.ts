import type { CourseConfig } from '@learning-tracker/runtime';

export type ExtraColumns = Readonly<Record<string, string>>;

export const NO_EXTRA: ExtraColumns = Object.freeze({});

export interface ExtraPicker {
  /** What some course asks for; given to the reader. */
  readonly columns: readonly string[];
  /** Whether the course's `publish` names this table or stream. */
  asks(courseId: string): boolean;
  /** The columns that leave for this course, names ascending; never more than its `publish` lists. */
  pick(courseId: string, extra: ExtraColumns): ExtraColumns;
}

/** @param name a table, or `clickstream` */
export function createExtraPicker(
  configs: readonly Pick<CourseConfig, 'courseId' | 'publish'>[],
  name: string,
): ExtraPicker {
  const byCourse = new Map<string, readonly string[]>();
  for (const { courseId, publish } of configs) {
    const columns = Object.hasOwn(publish, name) ? publish[name] : undefined;
    if (columns !== undefined) byCourse.set(courseId, [...columns].sort());
  }
  return {
    columns: [...new Set([...byCourse.values()].flat())].sort(),
    asks: (courseId) => byCourse.has(courseId),
    pick(courseId, extra) {
      const columns = byCourse.get(courseId);
      if (columns === undefined || columns.length === 0) return NO_EXTRA;
      const picked: Record<string, string> = {};
      for (const column of columns) {
        const value = extra[column];
        if (value !== undefined) picked[column] = value;
      }
      return picked;
    },
  };
}
