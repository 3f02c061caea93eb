import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ReferenceClick } from './model.ts';
import { readCsv, readTime } from './read-csv.ts';
import { filesBelow } from './read-tables.ts';

const COLUMNS = 16;

/**
 * The clicks below a folder that belong to one of the course ids (the course's own or its branches'). Identity is kind
 * and all 16 decoded fields, with an occurrence: an exact repeat within a file counts, the same row in two files once.
 * Rows of another width or with a malformed time or without a learner are left out.
 */
export async function readClicks(folder: string, courseIds: ReadonlySet<string>): Promise<ReferenceClick[]> {
  const clicks = new Map<string, ReferenceClick>();
  for (const path of await filesBelow(folder)) {
    const kind = /^(access|video)-\d{4}-\d\d-\d\d.*\.csv\.gz$/.exec(basename(path))?.[1];
    if (kind !== 'access' && kind !== 'video') continue;
    const occurrences = new Map<string, number>();
    for (const fields of readCsv(gunzipSync(await readFile(path)).toString('utf8'))) {
      if (fields.length !== COLUMNS) continue;
      const identity = JSON.stringify([kind, ...fields]);
      const occurrence = occurrences.get(identity) ?? 0;
      occurrences.set(identity, occurrence + 1);

      const learnerId = (fields[0] ?? '').trim();
      const at = readTime((fields[2] ?? '').trim());
      const url = fields[5] ?? '';
      const courseId = (fields[8] ?? '').trim();
      if (learnerId === '' || at === null || !courseIds.has(courseId)) continue;
      clicks.set(`${identity}#${occurrence}`, { learnerId, kind, at, url });
    }
  }
  return [...clicks.values()];
}
