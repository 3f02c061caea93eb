import {
  type Clock,
  createPatience,
  type Logger,
  type Scheduler,
  systemScheduler,
  type Telemetry,
  type Waits,
} from '@learning-tracker/runtime';
import {
  type AggregateStore,
  createErasureList,
  createRedisSealedRows,
  createRedisStore,
  type LearnerRef,
  redisConnectionOf,
} from '@learning-tracker/storage';
import {
  createConfluentRegistry,
  createKafkaEraser,
  createKafkaLog,
  createSerde,
  kafkaConnectionOf,
  partitionOf,
  recordKey,
  registryConnectionOf,
  topicSpecs,
} from '@learning-tracker/streams';
import type { Deployment } from './deployment.ts';
import type { DeploymentValues } from './environment.ts';
import { keepRefreshed } from './keep-refreshed.ts';
import { createLogMemory } from './log-memory.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createRepairs } from './repairs.ts';

export interface OpenDeploymentOptions {
  /** Names this program to the brokers. */
  readonly clientId: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly telemetry?: Telemetry;
  /** Ends the waiting for what is away; opening then rejects with its reason. */
  readonly signal: AbortSignal;
  readonly scheduler?: Scheduler;
  /** Shows what is waited for. */
  readonly waits?: Waits;
}

/**
 * Opens the log on Kafka with its topics, the schema registry with all schemas, and the store in Redis. What is away is
 * waited for, with growing pauses and a log line each; all three are tried side by side, so that a permanent error of one
 * is told although another is away.
 *
 * @throws TrackerError for what no waiting will cure: LOG_TOPIC_MISMATCH, LOG_ACCESS_DENIED, SCHEMA_INCOMPATIBLE,
 * REGISTRY_COMPATIBILITY, REGISTRY_ACCESS_DENIED, STORE_PARTITIONS_MISMATCH, STORE_LAYOUT_UNKNOWN,
 * STORE_EVICTION_ENABLED, STORE_ACCESS_DENIED; nothing is left open then
 */
export async function openDeployment(
  values: DeploymentValues,
  options: OpenDeploymentOptions,
): Promise<Deployment> {
  const { logger, clock, clientId, telemetry, scheduler = systemScheduler, waits } = options;
  const { partitions } = values;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const patiently = createPatience({
    logger,
    signal,
    scheduler,
    telemetry,
    waits,
  });
  const brokers = { ...kafkaConnectionOf(values), clientId, logger };
  const log = createKafkaLog(brokers);
  const eraser = createKafkaEraser(brokers);
  const memory = createLogMemory(log);
  const registry = createConfluentRegistry(registryConnectionOf(values));
  const serde = createSerde({ registry, clock });
  const connection = redisConnectionOf(values);
  const sealedRows = createRedisSealedRows({ connection, deployment: values.deployment });
  let store: Promise<AggregateStore> | undefined;

  function openStore(): Promise<AggregateStore> {
    store = createRedisStore({
      connection,
      deployment: values.deployment,
      partitions,
      partitionOf: (learner: LearnerRef) =>
        partitionOf(recordKey(learner.courseId, learner.learnerId), partitions),
      clock,
    });
    return store;
  }

  try {
    const [opened] = await Promise.all([
      patiently('open the store', openStore),
      patiently('create topics', () => log.ensureTopics(topicSpecs(partitions))),
      patiently('register schemas', () => serde.register()),
    ]);
    const erasures = await patiently('read the erasure list', () =>
      createErasureList(opened, values.erasureKey, memory),
    );
    const { leases } = opened;
    const repair = createRepairs({
      ...{ store: opened, erasures, eraser, logger },
      isFrozen: log.control.state.isFrozen,
    });
    await patiently('restore the erasure list', async () => repair(await erasures.refresh()));
    const stopRefreshing = keepRefreshed(erasures, { logger, scheduler, onBeat: repair });
    return {
      log,
      registry,
      serde,
      store: opened,
      erasures,
      logEraser: oneAtATime(eraser, { leases, logger, scheduler }),
      reclaim: null,
      receipts: memory,
      sealedRows,
      close: async () => {
        stopRefreshing();
        await log.close();
        await sealedRows.close();
        await opened.close();
      },
    };
  } catch (error) {
    failed.abort(error);
    // An attempt that still runs ends by its own time-out, for which nobody should have to wait.
    void store?.then((late) => late.close()).catch(() => {});
    await sealedRows.close();
    await log.close();
    throw error;
  }
}
