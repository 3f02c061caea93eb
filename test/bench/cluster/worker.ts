/** A process that does one task of a bench and reports to its parent until it gets SIGTERM: `worker.ts TASK`. */
import { silentLogger, systemClock } from '@learning-tracker/runtime';
import { createRedisStore } from '@learning-tracker/storage';
import {
  createConfluentRegistry,
  createKafkaLog,
  createSerde,
  partitionOf,
  recordKey,
} from '@learning-tracker/streams';
import { observeLog, observeStore, type Say } from './observed.ts';
import { startRole } from './roles.ts';
import { type Report, taskSchema } from './task.ts';

const { addresses, name, role } = taskSchema.parse(JSON.parse(process.argv[2] ?? ''));
const say: Say = (report: Report) => void process.send?.(report);
const log = observeLog(createKafkaLog({ brokers: addresses.brokers, clientId: name }), say);
const serde = createSerde({
  registry: createConfluentRegistry({ url: addresses.registryUrl }),
  clock: systemClock,
});
const { partitions } = addresses;
const store = observeStore(
  await createRedisStore({
    connection: { addresses: [{ host: '127.0.0.1', port: addresses.redisPort }] },
    deployment: name,
    partitions,
    partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), partitions),
  }),
  say,
);
await serde.register();
const running = await startRole(role, { log, serde, store, name, say, logger: silentLogger });

async function end(): Promise<void> {
  await running.stop();
  await Promise.all([log.close(), store.close()]);
  process.exit(0);
}
process.once('SIGTERM', () => void end());
process.once('disconnect', () => process.exit(1));
