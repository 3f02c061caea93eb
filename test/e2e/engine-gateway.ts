import {
  createGateway,
  createLearnerSettings,
  createSettingsHistory,
  createStoredFigures,
  describeStoredCourse,
  type Gateway,
  signToken,
} from '@learning-tracker/gateway';
import { createTelemetry, silentLogger } from '@learning-tracker/runtime';
import { openEmailVault } from '@learning-tracker/storage';
import { onTestFinished } from 'vitest';
import type { EngineBench } from './engine-bench.ts';
import { COURSE } from './small-course.ts';

const SECRET = 'a-secret-of-the-test-0123456789abcdef';
const VAULT_KEY = 'a-vault-key-of-the-test-0123456789abcdef';
const LINK_LASTS_SECONDS = 90 * 24 * 3600;

export interface EngineGateway {
  readonly gateway: Gateway;
  /** Path of the signed link of a learner, by the id that the widget knows. */
  link(dashboardId: string): Promise<string>;
}

/** A gateway on the engine, as `tracker run` has it; gone when the test has ended. */
export async function gatewayOn(
  { engine }: EngineBench,
  clock: { now(): number },
  dashboardFolder?: string,
): Promise<EngineGateway> {
  const { log, store, serde, sealedRows: rows } = engine;
  const common = { store, clock, logger: silentLogger, telemetry: createTelemetry() };
  const vault = await openEmailVault({ rows, key: VAULT_KEY, logger: silentLogger });
  const gateway = await createGateway({
    ...common,
    figures: createStoredFigures(store),
    describeCourse: describeStoredCourse,
    settings: createLearnerSettings({ ...common, log, serde, vault }),
    settingsHistory: createSettingsHistory({ log, serde, partitions: store.partitions }),
    vault,
    keys: { secret: SECRET },
    dashboardFolder,
  });
  onTestFinished(() => gateway.close());
  return {
    gateway,
    async link(dashboardId) {
      const claims = { role: 'learner', sub: dashboardId, idKind: 'dashboard', course: COURSE } as const;
      const at = { secret: SECRET, nowMs: clock.now() / 1000, ttlSeconds: LINK_LASTS_SECONDS };
      return `/w/${await signToken(claims, at)}`;
    },
  };
}
