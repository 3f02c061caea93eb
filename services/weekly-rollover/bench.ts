import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createManualScheduler, silentLogger } from '@learning-tracker/runtime';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type LearnerSettingsChanged,
  type ProducedRecord,
  recordKey,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';
import { createWeeklyRollover } from './src/rollover.ts';

export const SUNDAY = Date.parse('2020-03-01T20:00:00Z') * 1000;
export const SCHEDULE = {
  config: { timeZone: 'Europe/Amsterdam', rollover: { day: 'Sunday', time: '20:00' } },
  endsAt: null,
} as const;
const WEEK = 7 * 86_400_000_000;
const CHUNK = 5_000;

export interface RolloverBenchResult {
  /** From a start without any knowledge to the last event on the log. */
  readonly seconds: number;
  readonly learners: number;
}

/** Opens a week for so many learners on an embedded log, the reading of the whole log included. */
export async function benchRollover(learners = 100_000): Promise<RolloverBenchResult> {
  const folder = await mkdtemp(join(tmpdir(), 'rollover-bench-'));
  const path = join(folder, 'data.db');
  const clock = { now: () => SUNDAY };
  const log = createEmbeddedLog({ path, clock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const serde = createSerde({ registry, clock });
  await log.ensureTopics(topicSpecs(12));
  await serde.register();
  for (let from = 0; from < learners; from += CHUNK) {
    const count = Math.min(CHUNK, learners - from);
    await log.append(Array.from({ length: count }, (_, n) => recordOf(goalOf(from + n))));
  }

  function recordOf(event: LearnerSettingsChanged): ProducedRecord {
    const key = recordKey(event.courseId, event.dashboardId);
    return { topic: TOPICS.learnerSettings, key, value: serde.encode('LearnerSettingsChanged', event) };
  }

  const rollover = createWeeklyRollover({
    log,
    serde,
    courses: { course: async () => SCHEDULE },
    clock,
    scheduler: createManualScheduler(),
    logger: silentLogger,
    isErased: () => false,
    onFailure: (error) => {
      throw error;
    },
  });
  try {
    const began = performance.now();
    await rollover.start();
    let opened = 0;
    // Partitions are assigned shortly after the start.
    for (; opened < learners; await nextTurn()) opened += await rollover.look();
    return { seconds: (performance.now() - began) / 1000, learners: opened };
  } finally {
    await rollover.stop();
    await log.close();
    registry.close();
    await rm(folder, { recursive: true });
  }
}

/** A goal that a learner has set before the week of `SUNDAY`. */
export function goalOf(n: number): LearnerSettingsChanged {
  const change = { GoalSet: { goal: `finish module ${n % 9}` } };
  const dashboardId = n.toString(16).padStart(40, '0');
  return {
    eventId: `goal ${n}`,
    courseId: 'course',
    dashboardId,
    at: SUNDAY - WEEK - n,
    actor: 'learner',
    change,
  };
}
