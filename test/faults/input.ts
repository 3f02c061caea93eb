import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCourseConfigs, silentLogger } from '@learning-tracker/runtime';
import {
  type DecodedEvent,
  type EventLog,
  LEARNER_TOPICS,
  type LearnerSettingsChanged,
  type ProducedRecord,
  recordKey,
  type Serde,
  TOPICS,
} from '@learning-tracker/streams';
import { createSyntheticCourse, writeExports } from '@learning-tracker/synthetic-course';
import { type Engine, startEngine } from '../../services/tracker/src/engine/engine.ts';
import { type KnownIds, type Snapshot, snapshotOf } from './snapshot.ts';

export const CONSUMED = [...LEARNER_TOPICS, TOPICS.courseContent] as const;
export const PARTITIONS = 4;
/** What one processor holds that is alone: all partitions of the topics that it reads. */
export const ALL_PARTITIONS = LEARNER_TOPICS.length * PARTITIONS + 1;

export interface InputRecord {
  readonly topic: (typeof CONSUMED)[number];
  readonly key: string;
  readonly event: DecodedEvent;
}

/** What a fetcher published of a small course, what learners chose, and the states that the embedded engine made of it. */
export interface Input {
  readonly records: readonly InputRecord[];
  readonly ids: KnownIds;
  readonly wanted: Snapshot;
}

const COURSE = { seed: 5, learners: 4, weeks: 1 };
/** A Monday, in days since 1970-01-01, and its noon. */
const FIRST_WEEK = 19_737;
const SETTINGS_FROM = (FIRST_WEEK + 0.5) * 86_400_000_000;

/** Lets the embedded engine take a synthetic course, calibration and settings included. */
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
      const ids = idsIn(await recordsOf(engine));
      await chooseSettings(engine, ids);
      await engine.caughtUp();
      const records = await recordsOf(engine);
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

/** A term's choices of every learner, a second each. */
async function chooseSettings({ log, serde }: Pick<Engine, 'log' | 'serde'>, ids: KnownIds): Promise<void> {
  const { courseId } = ids;
  const changes: readonly LearnerSettingsChanged['change'][] = [
    { ConsentChanged: { consent: true, followUp: null } },
    { SrlAnswered: { answers: Array.from({ length: 24 }, (_, n) => 1 + (n % 7)) } },
    { GoalSet: { goal: 'finish' } },
    { IndicatorsSelected: { metrics: ['metric_1', 'metric_4', 'metric_12'] } },
    { InteractionRecorded: { kind: 'load_widget' } },
    { WeekOpened: { week: FIRST_WEEK } },
    { GoalSet: { goal: 'learn' } },
  ];
  await log.append(
    ids.dashboardIds.flatMap((dashboardId) =>
      changes.map((change, n) => ({
        topic: TOPICS.learnerSettings,
        key: recordKey(courseId, dashboardId),
        value: serde.encode('LearnerSettingsChanged', {
          eventId: `${dashboardId}-${n}`,
          courseId,
          dashboardId,
          at: SETTINGS_FROM + n * 1_000_000,
          actor: 'WeekOpened' in change ? 'rollover' : 'learner',
          change,
        }),
      })),
    ),
  );
}

async function recordsOf({ log, serde }: { readonly log: EventLog; readonly serde: Serde }) {
  const records: InputRecord[] = [];
  for (const topic of CONSUMED) {
    for (const { partition, begin, end } of await log.offsets(topic)) {
      for await (const batch of log.read({ topic, partition, from: begin, to: end })) {
        await serde.prepare(batch.records);
        for (const { key, value } of batch.records) records.push({ topic, key, event: serde.decode(value) });
      }
    }
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
