import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCourseConfigs, silentLogger, systemClock } from '@learning-tracker/runtime';
import {
  createEmbeddedSchemaRegistry,
  createSerde,
  type DecodedEvent,
  type EventLog,
  type ProducedRecord,
  type Serde,
  TOPICS,
} from '@learning-tracker/streams';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { EMBEDDED_PARTITIONS, startEngine } from '../../services/tracker/src/engine/engine.ts';
import { type KnownIds, type Snapshot, snapshotOf } from './snapshot.ts';

export const CONSUMED = [TOPICS.clicks, TOPICS.tableRows, TOPICS.courseContent] as const;
export const PARTITIONS = EMBEDDED_PARTITIONS;

export interface InputRecord {
  readonly topic: (typeof CONSUMED)[number];
  readonly key: string;
  readonly event: DecodedEvent;
}

/** What a fetcher published of a small course, and the states that the embedded engine made of it. */
export interface Input {
  readonly records: readonly InputRecord[];
  readonly ids: KnownIds;
  readonly wanted: Snapshot;
}

const COURSE = { seed: 5, learners: 4, weeks: 1 };

/** Lets the embedded engine take a synthetic course, calibration included. */
export async function makeInput(): Promise<Input> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const dataPath = join(folder, 'data.sqlite');
  const exportsFolder = join(folder, 'exports');
  try {
    const course = createSyntheticCourse(COURSE);
    await writeExports(course, exportsFolder);
    const courses = parseCourseConfigs(JSON.stringify(course.config), 'course.json');
    const engine = await startEngine({ dataPath, courses, exportsFolder, logger: silentLogger });
    try {
      await engine.fetcher.runOnce();
      await engine.caughtUp();
      await engine.calibration.runDue();
      await engine.caughtUp();
      const records = await recordsOf(engine.log, dataPath);
      const ids = idsIn(records);
      return { records, ids, wanted: await snapshotOf(engine.store, ids) };
    } finally {
      await engine.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param serde of the registry that readers will ask; another one gives other schema ids */
export function encoded(serde: Serde, { topic, key, event }: InputRecord): ProducedRecord {
  return { topic, key, value: encodedEvent(serde, event) };
}

export function encodedEvent(serde: Serde, event: DecodedEvent): Uint8Array {
  return serde.encode(event.name, event.value);
}

async function recordsOf(log: EventLog, dataPath: string): Promise<readonly InputRecord[]> {
  const registry = createEmbeddedSchemaRegistry({ path: dataPath });
  const serde = createSerde({ registry, clock: systemClock });
  const records: InputRecord[] = [];
  try {
    for (const topic of CONSUMED) {
      for (const { partition, begin, end } of await log.offsets(topic)) {
        for await (const batch of log.read({ topic, partition, from: begin, to: end })) {
          await serde.prepare(batch.records);
          for (const { key, value } of batch.records)
            records.push({ topic, key, event: serde.decode(value) });
        }
      }
    }
  } finally {
    registry.close();
  }
  return records;
}

function idsIn(records: readonly InputRecord[]): KnownIds {
  const courseIds = new Set<string>();
  const tableIds = new Set<string>();
  const dashboardIds = new Set<string>();
  for (const { event } of records) {
    courseIds.add(event.value.courseId);
    if (event.name !== 'ContentRowChanged' || !('LearnerIdRow' in event.value.row)) continue;
    tableIds.add(event.value.row.LearnerIdRow.tableId);
    dashboardIds.add(event.value.row.LearnerIdRow.dashboardId);
  }
  const [courseId, ...others] = courseIds;
  if (courseId === undefined || others.length > 0) throw new Error('the input is not of one course');
  return { courseId, tableIds: [...tableIds], dashboardIds: [...dashboardIds] };
}
