/** A process of a live deployment, on one log file and one Redis: `worker.ts TASK`; it ends with its parent. */
import {
  createGateway,
  createLearnerSettings,
  createSettingsHistory,
  createStoredFigures,
  describeStoredCourse,
} from '@learning-tracker/gateway';
import { createMetricProcessor } from '@learning-tracker/metric-processor';
import { createTelemetry, silentLogger, systemClock } from '@learning-tracker/runtime';
import { openEmailVault } from '@learning-tracker/storage';
import { openMachine } from './machine.ts';
import { taskSchema } from './task.ts';

const task = taskSchema.parse(JSON.parse(process.argv[2] ?? ''));
const machine = await openMachine(task);
const common = { ...machine, clock: systemClock, logger: silentLogger };
const stop = task.role === 'processor' ? await startProcessor() : await serve(task.secret);

async function startProcessor(): Promise<() => Promise<void>> {
  const processor = createMetricProcessor({
    ...common,
    isErased: () => false,
    onFailure: (error) => {
      throw error;
    },
  });
  await processor.start();
  process.send?.({ kind: 'started', url: null });
  return () => processor.stop();
}

async function serve(secret: string): Promise<() => Promise<void>> {
  const telemetry = createTelemetry();
  const { log, serde, store, sealedRows } = machine;
  const vault = await openEmailVault({ rows: sealedRows, key: secret, logger: silentLogger });
  const gateway = await createGateway({
    ...common,
    telemetry,
    figures: createStoredFigures(store),
    describeCourse: describeStoredCourse,
    settings: createLearnerSettings({ ...common, telemetry, vault }),
    settingsHistory: createSettingsHistory({ log, serde, partitions: store.partitions }),
    vault,
    keys: { secret },
    // All that is asked comes from one address; counting it is measured, refusing it is not.
    config: { requestsPerAddress: 1e9, requestsPerLearner: 1e9 },
  });
  const url = await gateway.listen({ host: '127.0.0.1', port: 0 });
  process.send?.({ kind: 'started', url });
  return gateway.close;
}

async function end(): Promise<void> {
  await stop();
  await machine.close();
  process.exit(0);
}
process.on('message', () =>
  process.send?.({ kind: 'memory', residentMiB: process.memoryUsage.rss() / 2 ** 20 }),
);
process.once('SIGTERM', () => void end());
process.once('disconnect', () => process.exit(1));
