import type { Micros } from '@learning-tracker/metrics';
import { numberOf, textOf } from './columns.ts';
import type { Database } from './database.ts';

export interface ConfigRecord {
  readonly json: string;
  readonly version: Micros;
  readonly published: boolean;
}

export type CourseLedger = ReturnType<typeof createCourseLedger>;

/** Which course a branch belongs to, and the configuration last published of each course. */
export function createCourseLedger({ sql }: Database) {
  const branches = sql.prepare('SELECT * FROM ledger_branches');
  const setBranch = sql.prepare('INSERT OR REPLACE INTO ledger_branches VALUES (?, ?)');
  const config = sql.prepare('SELECT * FROM ledger_configs WHERE course_id = ?');
  const setConfig = sql.prepare('INSERT OR REPLACE INTO ledger_configs VALUES (?, ?, ?, 0)');
  const published = sql.prepare('UPDATE ledger_configs SET published = 1 WHERE course_id = ?');

  return {
    branches(): Map<string, string> {
      return new Map(branches.all().map((row) => [textOf(row, 'branch_id'), textOf(row, 'course_id')]));
    },
    setBranch(branchId: string, courseId: string): void {
      setBranch.run(branchId, courseId);
    },
    config(courseId: string): ConfigRecord | null {
      const row = config.get(courseId);
      if (row === undefined) return null;
      return {
        json: textOf(row, 'json'),
        version: numberOf(row, 'version'),
        published: numberOf(row, 'published') === 1,
      };
    },
    setConfig(courseId: string, json: string, version: Micros): void {
      setConfig.run(courseId, json, version);
    },
    configPublished(courseId: string): void {
      published.run(courseId);
    },
  };
}
