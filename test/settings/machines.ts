import { join } from 'node:path';
import { createMetricProcessor } from '@learning-tracker/metric-processor';
import { createManualScheduler, silentLogger, systemClock } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  createCourseReader,
  createEmbeddedSealedRows,
  type SealedRows,
} from '@learning-tracker/storage';
import {
  createConfluentRegistry,
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createKafkaLog,
  createSerde,
  type EventLog,
  type LearnerSettingsChanged,
  recordKey,
  type Serde,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';
import { settingsEventsOn, until } from '@learning-tracker/streams/contract';
import { createWeeklyRollover, type WeeklyRollover } from '@learning-tracker/weekly-rollover';
import { onTestFinished } from 'vitest';
import { type EngineGateway, gatewayOn } from '../e2e/engine-gateway.ts';
import { COURSE } from '../e2e/small-course.ts';
import { temporaryFolder } from '../e2e/support.ts';

const PARTITIONS = 3;

/** One machine's own way to the log and the store that all share. */
export interface Machine {
  readonly log: EventLog;
  readonly serde: Serde;
  readonly store: AggregateStore;
  readonly sealedRows: SealedRows;
}

/** Two machines with a gateway and a weekly rollover each, and a processor on the first. */
export interface TwoMachines {
  readonly machines: readonly [Machine, Machine];
  readonly gateways: readonly [EngineGateway, EngineGateway];
  readonly rollovers: readonly [WeeklyRollover, WeeklyRollover];
  /** The second machine's clock is an hour behind. */
  readonly clock: { at: number };
  /** Everything on `learner-settings`, in the order of partitions and offsets. */
  events(): Promise<readonly LearnerSettingsChanged[]>;
}

type OpenStore = (partitions: number) => Promise<AggregateStore>;

/** On one file. */
export function embeddedLogs(): () => Pick<Machine, 'log' | 'serde'> {
  const path = join(temporaryFolder(), 'log.sqlite');
  return () => {
    const log = createEmbeddedLog({ path, clock: systemClock, pollInterval: 10 });
    const registry = createEmbeddedSchemaRegistry({ path });
    onTestFinished(async () => {
      await log.close();
      registry.close();
    });
    return { log, serde: createSerde({ registry, clock: systemClock }) };
  };
}

export function kafkaLogs(broker: string, registryUrl: string): () => Pick<Machine, 'log' | 'serde'> {
  return () => {
    const log = createKafkaLog({ brokers: [broker], clientId: 'races' });
    onTestFinished(() => log.close());
    const registry = createConfluentRegistry({ url: registryUrl });
    return { log, serde: createSerde({ registry, clock: systemClock }) };
  };
}

/** Gone when the test has ended. */
export async function startTwoMachines(
  openLog: () => Pick<Machine, 'log' | 'serde'>,
  openStore: OpenStore,
): Promise<TwoMachines> {
  const vaultPath = join(temporaryFolder(), 'vault.sqlite');
  const open = async (): Promise<Machine> => {
    const store = await openStore(PARTITIONS);
    const sealedRows = createEmbeddedSealedRows({ path: vaultPath });
    onTestFinished(async () => {
      await store.close();
      await sealedRows.close();
    });
    return { ...openLog(), store, sealedRows };
  };
  const machines = [await open(), await open()] as const;
  const [one, two] = machines;
  await one.log.ensureTopics(topicSpecs(PARTITIONS));
  await one.serde.register();
  await two.serde.register();
  await configure(one);
  await startProcessing(one);

  const clock = { at: systemClock.now(), now: () => clock.at };
  const late = { now: () => clock.at - 3_600_000_000 };
  return {
    machines,
    clock,
    gateways: [await gatewayOn({ engine: one }, clock), await gatewayOn({ engine: two }, late)],
    rollovers: [await startRollover(one, clock), await startRollover(two, late)],
    events: () => settingsEventsOn(one),
  };
}

async function configure({ log, serde }: Machine): Promise<void> {
  const json = JSON.stringify({ courseId: COURSE });
  const value = serde.encode('CourseConfigured', { courseId: COURSE, version: 1, json });
  await log.append([{ topic: TOPICS.courseContent, key: recordKey(COURSE), value, partition: 0 }]);
}

function fail(error: unknown): void {
  throw error;
}

const common = { logger: silentLogger, isErased: () => false, onFailure: fail };

async function startProcessing(machine: Machine): Promise<void> {
  const processor = createMetricProcessor({ ...common, ...machine, clock: systemClock });
  onTestFinished(() => processor.stop());
  await processor.start();
  await until('the course is known and every partition complete', async () => {
    const [progress, courses] = await Promise.all([machine.store.progress(), machine.store.courses()]);
    return (
      courses.length === 1 && progress.length === PARTITIONS + 1 && progress.every(({ complete }) => complete)
    );
  });
}

async function startRollover(machine: Machine, clock: { now(): number }): Promise<WeeklyRollover> {
  const courses = createCourseReader(machine.store);
  const scheduler = createManualScheduler();
  const rollover = createWeeklyRollover({ ...common, ...machine, courses, clock, scheduler });
  onTestFinished(() => rollover.stop());
  await rollover.start();
  return rollover;
}
