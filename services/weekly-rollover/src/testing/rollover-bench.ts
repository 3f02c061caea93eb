import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { applyFact, emptyPart, type SettingsView, viewSettings } from '@learning-tracker/metrics';
import type { CourseSchedule } from '@learning-tracker/runtime';
import { createManualScheduler, silentLogger } from '@learning-tracker/runtime';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type EventLog,
  type LearnerSettingsChanged,
  recordKey,
  settingsFactOf,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';
import { settingsEventsOn } from '@learning-tracker/streams/contract';
import { createWeeklyRollover, type RolloverDeps, type WeeklyRollover } from '../rollover.ts';

export const PARTITIONS = 2;

/** A log in a temporary folder, courses in memory, and a clock that is moved by hand. */
export interface RolloverBench {
  readonly log: EventLog;
  readonly clock: { at: number; now(): number };
  readonly courses: Map<string, CourseSchedule>;
  readonly scheduler: ReturnType<typeof createManualScheduler>;
  /** A service that was started and knows its partitions. */
  rollover(overrides?: Partial<RolloverDeps>): Promise<WeeklyRollover>;
  /** A learner sets a goal at the clock's time, or at another. */
  choose(courseId: string, dashboardId: string, at?: number): Promise<void>;
  append(event: LearnerSettingsChanged): Promise<void>;
  events(): Promise<LearnerSettingsChanged[]>;
  /** Events of weeks, as `course/learner` and the rest. */
  openings(): Promise<
    { readonly learner: string; readonly week: number; readonly at: number; readonly eventId: string }[]
  >;
  view(courseId: string, dashboardId: string): Promise<SettingsView>;
  dispose(): Promise<void>;
}

export async function createRolloverBench(): Promise<RolloverBench> {
  const folder = await mkdtemp(join(tmpdir(), 'rollover-'));
  const path = join(folder, 'data.db');
  const clock = { at: 1_577_836_800_000_000, now: () => clock.at };
  const log = createEmbeddedLog({ path, clock, pollInterval: 5 });
  const registry = createEmbeddedSchemaRegistry({ path });
  const serde = createSerde({ registry, clock });
  const scheduler = createManualScheduler();
  const courses = new Map<string, CourseSchedule>();
  const running: WeeklyRollover[] = [];
  await log.ensureTopics(topicSpecs(PARTITIONS));
  await serde.register();

  async function append(event: LearnerSettingsChanged): Promise<void> {
    const key = recordKey(event.courseId, event.dashboardId);
    await log.append([
      { topic: TOPICS.learnerSettings, key, value: serde.encode('LearnerSettingsChanged', event) },
    ]);
  }

  const events = () => settingsEventsOn({ log, serde });

  return {
    log,
    clock,
    courses,
    scheduler,
    append,
    events,
    async rollover(overrides = {}) {
      let assigned = false;
      const watched: RolloverDeps['log'] = {
        ...(overrides.log ?? log),
        subscribe: (options) =>
          log.subscribe({
            ...options,
            onAssignment: (partitions, generation) => {
              options.onAssignment?.(partitions, generation);
              assigned = true;
            },
          }),
      };
      const rollover = createWeeklyRollover({
        serde,
        courses: { course: async (courseId) => courses.get(courseId) ?? null },
        clock,
        scheduler,
        logger: silentLogger,
        isErased: () => false,
        onFailure: (error) => {
          throw error;
        },
        ...overrides,
        log: watched,
      });
      running.push(rollover);
      await rollover.start();
      while (!assigned) await nextTurn();
      return rollover;
    },
    choose: (courseId, dashboardId, at = clock.at) =>
      append({
        eventId: `goal ${at}`,
        courseId,
        dashboardId,
        at,
        actor: 'learner',
        change: { GoalSet: { goal: `goal of ${at}` } },
      }),
    async openings() {
      return (await events()).flatMap(({ courseId, dashboardId, at, eventId, change }) =>
        'WeekOpened' in change
          ? [{ learner: `${courseId}/${dashboardId}`, week: change.WeekOpened.week, at, eventId }]
          : [],
      );
    },
    async view(courseId, dashboardId) {
      const part = emptyPart('settings');
      for (const event of await events()) {
        const fact = settingsFactOf(event);
        if (fact !== null && event.courseId === courseId && event.dashboardId === dashboardId)
          applyFact(part, fact);
      }
      if (part.kind !== 'settings') throw new Error('not a settings part');
      return viewSettings(part);
    },
    async dispose() {
      for (const rollover of running) await rollover.stop();
      await log.close();
      registry.close();
      await rm(folder, { recursive: true });
    },
  };
}
