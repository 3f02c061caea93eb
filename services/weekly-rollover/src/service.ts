import {
  consumerGroup,
  deploymentEnvironment,
  deploymentProblems,
  startOnDeployment,
} from '@learning-tracker/deployment';
import { createPatience, type Service, serviceEnvironment, variable } from '@learning-tracker/runtime';
import { operationsEnvironment } from '@learning-tracker/runtime/operations';
import { createCourseReader } from '@learning-tracker/storage';
import { z } from 'zod';
import manifest from '../package.json' with { type: 'json' };
import { createSettingsExpiry, UNNAMED_DAYS } from './expiry.ts';
import { createWeeklyRollover } from './rollover.ts';

const NAME = 'weekly-rollover';

const environment = {
  ...serviceEnvironment,
  ...operationsEnvironment,
  ...deploymentEnvironment,
  unnamedDays: variable(
    'ROLLOVER_UNNAMED_DAYS',
    z.coerce.number().int().min(1).max(3_650).default(UNNAMED_DAYS),
    'days after which choices end that were made under an id no export names',
  ),
} as const;

/** Composition of one weekly-rollover; any number of them share the learners. */
export const weeklyRolloverService: Service<typeof environment> = {
  name: NAME,
  version: manifest.version,
  purpose: 'Opens each week in which learners may change their goal and indicators once. Any number may run.',
  environment,
  checks: [deploymentProblems],
  async start(values, context) {
    const { lifecycle } = context;
    const { signal } = lifecycle;
    const { deployment, starting, shared } = await startOnDeployment(NAME, values, context);

    const { store, sealedRows } = deployment;
    const courses = createCourseReader(store);
    const rollover = createWeeklyRollover({
      ...shared,
      log: deployment.log,
      serde: deployment.serde,
      courses,
      expiry: createSettingsExpiry({ store, courses, sealedRows, days: values.unnamedDays }),
      isErased: deployment.erasures.isErased,
      group: consumerGroup(values, NAME),
      onFailure: (error) => void lifecycle.stop('the weekly rollover failed', error),
    });
    lifecycle.onStop('weekly rollover', rollover.stop);
    const patiently = createPatience({ ...shared, signal });
    await patiently('join the group', rollover.start);
    starting.done([
      {
        failure: 'the readiness check failed',
        check: async () => ({ reasons: [], notes: rollover.notes() }),
      },
    ]);
  },
};
