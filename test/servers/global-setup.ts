import type { TestProject } from 'vitest/node';
import { startServers } from './index.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    kafkaBrokers: string;
    schemaRegistryUrl: string;
  }
}

/** One broker and one registry for all tests of a run; a test gets the addresses by `inject`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { kafkaBrokers, schemaRegistryUrl, stop } = await startServers();
  project.provide('kafkaBrokers', kafkaBrokers);
  project.provide('schemaRegistryUrl', schemaRegistryUrl);
  return stop;
}
