import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SettingsPart } from '@learning-tracker/metrics';
import { createTelemetry, silentLogger } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  type Commit,
  createEmbeddedSealedRows,
  createEmbeddedStore,
  type EmailVault,
  encodePart,
  type LearnerRef,
  openEmailVault,
} from '@learning-tracker/storage';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type EventLog,
  type LearnerSettingsChanged,
  type Serde,
  topicSpecs,
} from '@learning-tracker/streams';
import { settingsEventsOn } from '@learning-tracker/streams/contract';
import {
  createLearnerSettings,
  type LearnerSettings,
  type LearnerSettingsDeps,
} from '../settings/learner-settings.ts';

export const PARTITIONS = 3;

/** Log and store in one file of a temporary folder, and settings on them; no processor. */
export interface SettingsBench {
  readonly log: EventLog;
  readonly store: AggregateStore;
  readonly serde: Serde;
  /** Whose addresses every service of the bench keeps, unless it is given another. */
  readonly vault: EmailVault;
  readonly clock: { at: number; now(): number };
  /** A service as a gateway has it; several share log and store. */
  settings(overrides?: Partial<LearnerSettingsDeps>): LearnerSettings;
  /** Every event of the log, in the order of partitions and offsets. */
  events(): Promise<LearnerSettingsChanged[]>;
  /** Stores a part as the processor would, for a learner of partition `partition`. */
  storePart(partition: number, learner: LearnerRef, part: SettingsPart): Promise<void>;
  /** Says that the partition stands at the end of the log. */
  catchUp(partition: number): Promise<void>;
  dispose(): Promise<void>;
}

export async function createSettingsBench(): Promise<SettingsBench> {
  const folder = await mkdtemp(join(tmpdir(), 'settings-'));
  const path = join(folder, 'data.db');
  const clock = { at: 1_583_064_000_000_000, now: () => clock.at };
  const log = createEmbeddedLog({ path, clock, pollInterval: 5 });
  const registry = createEmbeddedSchemaRegistry({ path });
  const store = createEmbeddedStore({ path, partitions: PARTITIONS });
  const serde = createSerde({ registry, clock });
  await log.ensureTopics(topicSpecs(PARTITIONS));
  await serde.register();
  const rows = createEmbeddedSealedRows({ path });
  const vault = await openEmailVault({ rows, key: 'k'.repeat(32), logger: silentLogger });
  const opened: LearnerSettings[] = [];

  async function commit(partition: number, changes: Pick<Commit, 'parts' | 'learners'>): Promise<void> {
    const rest = { positions: {}, courseParts: [], ids: [], counts: {}, complete: true };
    await store.commit(partition, await store.claim(partition), { ...changes, ...rest });
  }

  return {
    log,
    store,
    serde,
    vault,
    clock,
    settings(overrides = {}) {
      const common = { store, log, serde, clock, logger: silentLogger, telemetry: createTelemetry(), vault };
      const settings = createLearnerSettings({ ...common, ...overrides });
      opened.push(settings);
      return settings;
    },
    events: () => settingsEventsOn({ log, serde }),
    storePart: (partition, learner, part) =>
      commit(partition, {
        parts: [{ ...learner, part: part.kind, bytes: encodePart(part) }],
        learners: [{ ...learner, revision: 'r', publishedAt: clock.at, processedAt: clock.at }],
      }),
    catchUp: (partition) => commit(partition, { parts: [], learners: [] }),
    async dispose() {
      for (const settings of opened) await settings.close();
      await log.close();
      registry.close();
      await rows.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
