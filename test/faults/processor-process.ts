/**
 * A metric processor on Kafka and Redis as a process of its own, with a fault built in: test code only. It loads, waits
 * for its options over the channel of `fork`, and tells there what happens to it.
 */
import { flushCompileCache } from 'node:module';
import { createMetricProcessor } from '@learning-tracker/metric-processor';
import {
  createLifecycle,
  createPatience,
  type Logger,
  messageOf,
  silentLogger,
  systemClock,
  systemScheduler,
} from '@learning-tracker/runtime';
import { createRedisStore } from '@learning-tracker/storage';
import {
  createConfluentRegistry,
  createKafkaLog,
  createSerde,
  partitionOf,
  recordKey,
  topicSpecs,
} from '@learning-tracker/streams';
import { createPassing, logWithPoints, serdeWithPoints, storeWithPoints } from './kill-points.ts';
import { type ProcessorOptions, processorOptions, type Report } from './messages.ts';
import { renamedLog } from './renamed-log.ts';

process.once('message', (order) => void run(processorOptions.parse(order)));
// Whoever tests is gone.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Whoever is killed writes nothing at its end.
flushCompileCache();
tell({ type: 'loaded' });

async function run(options: ProcessorOptions): Promise<void> {
  const { name, partitions } = options;
  const logger = tellingLogger();
  const lifecycle = createLifecycle({ logger, exit: process.exit, signals: process });
  const { signal } = lifecycle;
  tell({ type: 'started' });
  try {
    await start();
  } catch (error) {
    if (!signal.aborted) await lifecycle.stop('it could not start', error);
  }

  async function start(): Promise<void> {
    const patiently = createPatience({ logger, signal, scheduler: systemScheduler });
    const pass = createPassing(options.fault, tell);
    const kafka = createKafkaLog({
      brokers: options.brokers,
      clientId: 'processor',
      logger,
      sessionTimeout: options.sessionTimeoutMs,
      fetchWait: 100,
    });
    lifecycle.onStop('log', kafka.close);
    const log = renamedLog(kafka, name);
    const registry = createConfluentRegistry({ url: options.registryUrl });
    const serde = createSerde({ registry, clock: systemClock });
    await patiently('register schemas', serde.register);
    await patiently('create topics', () => log.ensureTopics(topicSpecs(partitions)));
    const store = await patiently('open the store', () =>
      createRedisStore({
        connection: { addresses: [options.redis] },
        deployment: name,
        partitions,
        partitionOf: ({ courseId, learnerId }) => partitionOf(recordKey(courseId, learnerId), partitions),
      }),
    );
    lifecycle.onStop('store', store.close);
    const processor = createMetricProcessor({
      log: logWithPoints(tellingAssignment(log), pass),
      store: storeWithPoints(store, pass, tell),
      serde: serdeWithPoints(serde, pass),
      clock: systemClock,
      logger,
      isErased: () => false,
      group: name,
      limits: {
        beatMs: options.beatMs,
        maxRecords: options.maxRecords,
        maxChangedParts: options.maxChangedParts,
      },
      onFailure: (error) => void lifecycle.stop('processing stopped', error),
    });
    await patiently('subscribe', processor.start);
    lifecycle.onStop('processor', processor.stop);
  }
}

function tell(report: Report): void {
  process.send?.(report);
}

function tellingLogger(): Logger {
  const line =
    (level: 'warn' | 'error') =>
    ({ error }: Readonly<Record<string, unknown>>, message: string): void => {
      const text = error === undefined ? message : `${message}: ${messageOf(error)}`;
      tell({ type: 'log', level, text, atMs: performance.now() });
    };
  const logger: Logger = { ...silentLogger, warn: line('warn'), error: line('error'), child: () => logger };
  return logger;
}

function tellingAssignment(log: ReturnType<typeof renamedLog>): typeof log {
  return {
    ...log,
    subscribe: (options) =>
      log.subscribe({
        ...options,
        onAssignment: (assigned, generation) => {
          tell({ type: 'assigned', partitions: assigned.length });
          options.onAssignment?.(assigned, generation);
        },
      }),
  };
}
