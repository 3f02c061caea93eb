export * from './codec/index.ts';
export * from './embedded/embedded-store.ts';
export * from './errors.ts';
export * from './leading/lead.ts';
export * from './port.ts';
export * from './reading/index.ts';
export * from './redis/index.ts';
