import {
  clicksGzip,
  dayOfClicks,
  NEXT_TABLES_ZIP,
  type Rows,
  SECOND_DAY,
  smallTables,
  type Tables,
  tablesZip,
} from './small-course.ts';

/** Ids of one learner of the small course, that stand nowhere by chance. */
export const TABLE_ID = 'f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3';
export const DASHBOARD_ID = 'd9c8b7a6958473625140f3e2d1c0bfae9d8c7b6a';
const NAMES: Readonly<Record<string, string>> = { fay: TABLE_ID, 'dashboard-fay': DASHBOARD_ID };

const renamed = (rows: Rows): Rows => rows.map((row) => row.map((cell) => NAMES[cell] ?? cell));

export const forgettableTables = (): Tables =>
  Object.fromEntries(Object.entries(smallTables()).map(([name, rows]) => [name, renamed(rows)]));

export const forgettableClicks = (day: string): Buffer => clicksGzip(renamed(dayOfClicks(day)));

/** What comes on the day after, with the learner in it. */
export async function nextDay(): Promise<Record<string, Buffer>> {
  return {
    [NEXT_TABLES_ZIP]: await tablesZip(forgettableTables(), NEXT_TABLES_ZIP),
    [`access-${SECOND_DAY}.csv.gz`]: forgettableClicks(SECOND_DAY),
  };
}
