import { type EnvironmentOf, secretVariable, variable } from '@learning-tracker/runtime';
import { redisEnvironment, redisEnvironmentProblems } from '@learning-tracker/storage';
import {
  kafkaEnvironment,
  kafkaEnvironmentProblems,
  registryEnvironment,
  registryEnvironmentProblems,
} from '@learning-tracker/streams';
import { z } from 'zod';

/** Environment variables of a deployment on Kafka, a schema registry and Redis; each service spreads them into its own. */
export const deploymentEnvironment = {
  ...kafkaEnvironment,
  ...registryEnvironment,
  ...redisEnvironment,
  partitions: variable(
    'TRACKER_PARTITIONS',
    z.coerce.number().int().min(1).max(10_000).default(12),
    'partitions of the topics that are keyed by learner; fixed at the first start',
  ),
  erasureKey: secretVariable(
    'TRACKER_ERASURE_KEY',
    z.string().min(32, 'must have at least 32 characters'),
    'key of the erasure list, the same in all services for ever; whoever loses it cannot tell whom the list names',
  ),
} as const;

export type DeploymentValues = EnvironmentOf<typeof deploymentEnvironment>;

/** What is wrong between variables; a check for `parseEnvironment`. */
export function deploymentProblems(values: Partial<DeploymentValues>): readonly string[] {
  return [
    ...kafkaEnvironmentProblems(values),
    ...registryEnvironmentProblems(values),
    ...redisEnvironmentProblems(values),
  ];
}
