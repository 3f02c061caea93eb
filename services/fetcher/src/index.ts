export { acceptHeldSnapshot } from './accept-held.ts';
export * from './errors.ts';
export * from './fetcher.ts';
export * from './file-notes.ts';
export * from './model.ts';
export * from './source/folder-source.ts';
export * from './telemetry.ts';
