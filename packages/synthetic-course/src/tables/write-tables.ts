import { join } from 'node:path';
import { writeZip } from '../dialect/zip-file.ts';
import { underscored } from '../model/model.ts';
import type { Micros } from '../time.ts';
import type { World } from '../world.ts';
import { contentTables } from './content-tables.ts';
import { courseTables } from './course-tables.ts';
import { forumTables } from './forum-tables.ts';
import { gradeTables } from './grade-tables.ts';
import { learnerTables } from './learner-tables.ts';
import { peerTables } from './peer-tables.ts';
import { progressTable } from './progress-table.ts';
import { type TableMaker, tableText } from './table.ts';

const MAKERS: readonly TableMaker[] = [
  ...courseTables,
  ...contentTables,
  ...learnerTables,
  progressTable,
  ...gradeTables,
  ...forumTables,
  ...peerTables,
];

/** Writes the table zip as it would be at a moment, the moment's epoch milliseconds ending its name. Returns its path. */
export async function writeTables(world: World, folder: string, snapshotAt: Micros): Promise<string> {
  const millis = Math.floor(snapshotAt / 1000);
  const path = join(folder, `${underscored(world.model)}_${millis}.zip`);
  const entries = MAKERS.map((make) => {
    const table = make(world, snapshotAt);
    return { name: `${table.name}.csv`, text: () => tableText(table) };
  });
  await writeZip(path, entries, new Date(millis));
  return path;
}
