export * from './event-log-contract.ts';
export type { LogHarness } from './harness.ts';
export * from './schema-registry-contract.ts';
export * from './settings-events.ts';
export * from './until.ts';
