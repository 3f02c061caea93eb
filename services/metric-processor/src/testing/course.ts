import type { Fact } from '@learning-tracker/metrics';
import type { ContentRowChanged } from '@learning-tracker/streams';
import { type AddressedFact, COURSE } from './facts.ts';
import type { Workbench } from './workbench.ts';

const DAY = 86_400_000_000;
export const MINUTE = 60_000_000;
export const FIRST_DAY = 20_000;

/** Publishes configuration, session `s1` and one export whose newest fact is of `day`. */
export async function publishCourse(bench: Workbench, day = FIRST_DAY): Promise<void> {
  await bench.publishCourse('CourseConfigured', { version: 1, json: JSON.stringify({ courseId: COURSE }) });
  await publishRow(bench, {
    SessionRow: { sessionId: 's1', startAt: day * DAY, endAt: null, branchId: null },
  });
  await publishExport(bench, day);
}

export async function publishRow(
  bench: Workbench,
  row: ContentRowChanged['row'],
  stamp: { version?: number; deleted?: boolean } = {},
): Promise<void> {
  await bench.publishCourse('ContentRowChanged', { version: 1, deleted: false, row, extra: {}, ...stamp });
}

/** A clickstream file was published whole. */
export async function publishExport(bench: Workbench, day: number): Promise<void> {
  const version = day * DAY;
  const file = { file: `access-${day}.csv.gz`, checksum: `${day}`, table: null, rows: 1 };
  await bench.publishCourse('ExportIngested', { ...file, version, newestFactAt: version + 1 });
}

/** A member of `s1` who was present for this long. */
export function present(learnerId: string, minutes: number): AddressedFact[] {
  const stamp = { version: 1, deleted: false };
  const start = FIRST_DAY * DAY;
  const row = { type: 'progress', ...stamp, itemId: 'item', count: 1 } as const;
  const facts: Fact[] = [
    { type: 'membership', ...stamp, sessionId: 's1', startAt: start, endAt: null },
    { ...row, state: 1, at: start },
    { ...row, state: 2, at: start + minutes * MINUTE },
  ];
  return facts.map((fact) => ({ learnerId, fact }));
}
