export * from './embedded/embedded-log.ts';
export * from './embedded/embedded-schema-registry.ts';
export * from './errors.ts';
export * from './generated/events.ts';
export * from './partitioner.ts';
export * from './port.ts';
export * from './serde/serde.ts';
export * from './topics.ts';
