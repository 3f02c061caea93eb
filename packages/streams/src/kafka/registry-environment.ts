import { type EnvironmentOf, secretVariable, variable } from '@learning-tracker/runtime';
import { z } from 'zod';
import type { ConfluentRegistryOptions } from './confluent-registry.ts';

const address = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    context.addIssue({ code: 'custom', message: 'must begin with http:// or https://' });
  } else if (url.username !== '' || url.password !== '') {
    const instead = 'use SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD';
    context.addIssue({ code: 'custom', message: `holds a user or password; ${instead}` });
  }
});

/** Environment variables of the schema registry; the service that composes it spreads them into its own. */
export const registryEnvironment = {
  registryUrl: variable(
    'SCHEMA_REGISTRY_URL',
    address,
    'base of the schema registry’s Confluent API, such as http://registry:8081',
  ),
  registryUsername: variable(
    'SCHEMA_REGISTRY_USERNAME',
    z.string().optional(),
    'user of the schema registry',
  ),
  registryPassword: secretVariable(
    'SCHEMA_REGISTRY_PASSWORD',
    z.string().optional(),
    'password of that user',
  ),
} as const;

type RegistryValues = EnvironmentOf<typeof registryEnvironment>;

/** What is wrong between the variables of the registry. */
export function registryEnvironmentProblems(values: Partial<RegistryValues>): readonly string[] {
  return (values.registryUsername === undefined) === (values.registryPassword === undefined)
    ? []
    : ['SCHEMA_REGISTRY_USERNAME and SCHEMA_REGISTRY_PASSWORD belong together: set both or neither'];
}

/** How to ask it, of values that `parseEnvironment` gave with `registryEnvironmentProblems` as a check. */
export function registryConnectionOf(values: RegistryValues): ConfluentRegistryOptions {
  const { registryUrl: url, registryUsername: username, registryPassword: password } = values;
  return { url, ...(username !== undefined && password !== undefined && { auth: { username, password } }) };
}
