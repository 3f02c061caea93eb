import {
  createGateway,
  createLearnerSettings,
  createStoredFigures,
  describeStoredCourse,
  type Gateway,
  signToken,
} from '@learning-tracker/gateway';
import { createTelemetry, type Scheduler, silentLogger, systemScheduler } from '@learning-tracker/runtime';
import { onTestFinished } from 'vitest';
import type { Engine } from '../../services/tracker/src/engine/engine.ts';
import { COURSE } from './small-course.ts';

const SECRET = 'a-secret-of-the-test-0123456789abcdef';
const LINK_LASTS_SECONDS = 90 * 24 * 3600;

export interface EngineGateway {
  readonly gateway: Gateway;
  /** Path of the signed link of a learner, by the id that the widget knows. */
  link(dashboardId: string): Promise<string>;
}

/** A gateway on the engine, as `tracker run` has it; gone when the test has ended. */
export async function gatewayOn(
  { engine }: { readonly engine: Pick<Engine, 'log' | 'store' | 'serde'> },
  clock: { now(): number },
  dashboardFolder?: string,
  scheduler: Scheduler = systemScheduler,
): Promise<EngineGateway> {
  const { log, store, serde } = engine;
  const common = { store, clock, logger: silentLogger, telemetry: createTelemetry() };
  const gateway = await createGateway({
    ...common,
    figures: createStoredFigures(store),
    describeCourse: describeStoredCourse,
    settings: createLearnerSettings({ ...common, log, serde }),
    keys: { secret: SECRET },
    dashboardFolder,
    scheduler,
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
