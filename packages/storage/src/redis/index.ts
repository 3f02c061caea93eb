export type { RedisAddress, RedisConnectionOptions, RedisTls } from './connection.ts';
export * from './environment.ts';
export { createRedisStore, type RedisStoreOptions } from './redis-store.ts';
export { createRedisSealedRows } from './sealed-rows.ts';
