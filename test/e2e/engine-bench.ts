import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures, ProfileName } from '@learning-tracker/metrics';
import { parseCourseConfigs, silentLogger, systemClock } from '@learning-tracker/runtime';
import type { AggregateStore, PartitionProgress } from '@learning-tracker/storage';
import {
  createEmbeddedSchemaRegistry,
  createSerde,
  type DeadLetter,
  type EventLog,
  LEARNER_TOPICS,
  TOPICS,
} from '@learning-tracker/streams';
import { expect, onTestFinished } from 'vitest';
import { type Engine, type EngineOptions, startEngine } from '../../services/tracker/src/engine/engine.ts';
import { courseOf, figuresOfCourse, readingOf } from '../../services/tracker/src/engine/learners.ts';
import { put } from './small-course.ts';
import { temporaryFolder } from './support.ts';

/** The real engine in this process, on an export folder of its own. */
export interface EngineBench {
  readonly engine: Engine;
  /** Holds `data.sqlite` and `exports/`; another bench may go on in it once this one is stopped. */
  readonly folder: string;
  stop(): Promise<void>;
  /** Lets files arrive and takes them. @returns what the fetcher says of each file */
  take(
    files: Readonly<Record<string, string | Uint8Array>>,
    options?: { patient?: boolean },
  ): ReturnType<Engine['fetcher']['runOnce']>;
  figures(profile?: ProfileName): Promise<Record<string, Figures>>;
  deadLetters(): Promise<readonly DeadLetter[]>;
}

/** Stopped and removed when the test has ended. */
export async function startBench(
  config: unknown,
  options: Partial<EngineOptions> & { readonly folder?: string } = {},
): Promise<EngineBench> {
  const { folder = temporaryFolder(), ...engineOptions } = options;
  const dataPath = join(folder, 'data.sqlite');
  const { exportsFolder = join(folder, 'exports') } = options;
  mkdirSync(exportsFolder, { recursive: true });
  const courses = parseCourseConfigs(JSON.stringify(config), 'course.json');
  const engine = await startEngine({
    dataPath,
    courses,
    exportsFolder,
    logger: silentLogger,
    ...engineOptions,
  });
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= engine.stop();
    return stopped;
  };
  onTestFinished(stop);
  return {
    engine,
    folder,
    stop,
    async take(files, runOptions = {}) {
      put(exportsFolder, files);
      const report = await engine.fetcher.runOnce(runOptions);
      await engine.caughtUp();
      return report;
    },
    async figures(profile) {
      const course = await courseOf(engine, courses[0]?.courseId);
      const reading = readingOf(course, { profile });
      const all: Record<string, Figures> = {};
      for await (const { learnerId, figures } of figuresOfCourse(engine.store, course.courseId, reading)) {
        all[learnerId] = figures;
      }
      return all;
    },
    deadLetters: () => deadLettersOn(engine.log, dataPath),
  };
}

async function deadLettersOn(log: EventLog, path: string): Promise<DeadLetter[]> {
  const registry = createEmbeddedSchemaRegistry({ path });
  const serde = createSerde({ registry, clock: systemClock });
  const letters: DeadLetter[] = [];
  try {
    for (const { partition, begin, end } of await log.offsets(TOPICS.deadLetters)) {
      for await (const { records } of log.read({
        topic: TOPICS.deadLetters,
        partition,
        from: begin,
        to: end,
      })) {
        await serde.prepare(records);
        for (const { value } of records) {
          const event = serde.decode(value);
          if (event.name === 'DeadLetter') letters.push(event.value);
        }
      }
    }
  } finally {
    registry.close();
  }
  return letters.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every state byte of every learner, comparable. */
export async function statesOf(store: AggregateStore): Promise<readonly string[]> {
  const states: string[] = [];
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const { courseId, learnerId, parts } of store.scan(partition)) {
      for (const [name, bytes] of parts) {
        states.push(`${courseId}/${learnerId} ${name} ${Buffer.from(bytes).toString('hex')}`);
      }
    }
  }
  return states.sort();
}

/** Records in = applied + unchanged + ignored + dead-lettered + erased, by topic and partition. */
export function expectBalance(progress: readonly PartitionProgress[]): void {
  expect(progress.length).toBeGreaterThan(0);
  for (const { partition, positions, counts } of progress) {
    for (const [topic, position] of Object.entries(positions)) {
      const { applied = 0, unchanged = 0, ignored = 0, deadLettered = 0, erased = 0 } = counts[topic] ?? {};
      const sum = applied + unchanged + ignored + deadLettered + erased;
      expect({ topic, partition, sum }).toEqual({ topic, partition, sum: position });
    }
  }
}

/** What the processor reads, by topic and partition: the end of the log. */
export async function logEnds(log: EventLog): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  for (const topic of [...LEARNER_TOPICS, TOPICS.courseContent]) {
    for (const { partition, end } of await log.offsets(topic)) ends[`${topic}/${partition}`] = end;
  }
  return ends;
}
