import { retry, TrackerError } from '@learning-tracker/runtime';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { TopicSpec } from '../port.ts';
import { isPassing, isUnknownTopic, logError } from './failures.ts';
import type { TopicCatalog } from './topic-catalog.ts';

/** The log is the memory of the system: nothing expires, and records carry the broker's time. */
const SETTINGS = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'LogAppendTime',
} as const;

/** What else decides whether a record is taken and kept; left to the brokers. */
const TOLD = [...Object.keys(SETTINGS), 'max.message.bytes', 'min.insync.replicas'];

const BROKERS_DEFAULT = -1;
/** How long brokers may take to learn of a new topic. */
const KNOWN_WITHIN_MS = 15_000;

export interface TopicsDeps {
  readonly kafka: Kafka;
  readonly catalog: TopicCatalog;
  readonly replicationFactor: number | undefined;
  /** Asked before anything is created; default: yes. */
  readonly mayCreate?: (() => Promise<boolean>) | undefined;
}

/** Creates what is missing and checks what is there; throws `LOG_TOPIC_MISMATCH` with everything that differs. */
export async function ensureTopics(deps: TopicsDeps, specs: readonly TopicSpec[]): Promise<void> {
  for (const { name, partitions } of specs) {
    if (!Number.isSafeInteger(partitions) || partitions < 1) {
      throw mismatch([`topic "${name}" cannot have ${partitions} partitions`]);
    }
  }
  await withAdmin(deps.kafka, 'create topics', async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = specs.filter(({ name }) => !existing.has(name));
    const differencesNow = async (): Promise<readonly string[]> => [
      ...(await partitionDifferences(deps.catalog, specs)),
      ...(await settingDifferences(admin, specs)),
    ];
    if (missing.length > 0 && (await deps.mayCreate?.()) === false) return;
    if (missing.length > 0) await create(admin, missing, deps.replicationFactor ?? BROKERS_DEFAULT);
    const differences = missing.length > 0 ? await onceKnown(differencesNow) : await differencesNow();
    if (differences.length > 0) throw mismatch(differences);
  });
}

/** A new topic is not yet known to every broker that is asked; without a leader it is of no use either. */
async function onceKnown<T>(ask: () => Promise<T>): Promise<T> {
  return retry(ask, {
    signal: AbortSignal.timeout(KNOWN_WITHIN_MS),
    firstPauseMs: 50,
    longestPauseMs: 500,
    isTransient: (error) =>
      isPassing(error) ||
      isUnknownTopic(error) ||
      (error instanceof TrackerError && error.code === 'LOG_TOPIC_UNKNOWN'),
  });
}

/** An administration client for one task; such tasks are too rare to keep a connection for them. */
export async function withAdmin<T>(
  kafka: Kafka,
  what: string,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } catch (error) {
    throw logError(what, error);
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

/** Where another process is quicker, its topics are checked like any that were there. */
async function create(
  admin: Admin,
  specs: readonly TopicSpec[],
  replicationFactor: number,
  settings: Readonly<Record<string, string>> = SETTINGS,
): Promise<void> {
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.createTopics({
    // kafkajs waits for leaders only, and fails where the broker it asks does not know the topic yet.
    waitForLeaders: false,
    topics: specs.map(({ name: topic, partitions: numPartitions }) => ({
      topic,
      numPartitions,
      replicationFactor,
      configEntries,
    })),
  });
}

/** Creates one topic with settings of its own; nothing where it is there. */
export async function createTopic(
  { kafka, catalog, replicationFactor }: TopicsDeps,
  spec: TopicSpec,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await withAdmin(kafka, `create topic "${spec.name}"`, async (admin) => {
    if (!(await admin.listTopics()).includes(spec.name))
      await create(admin, [spec], replicationFactor ?? BROKERS_DEFAULT, settings);
    await onceKnown(() => catalog.partitions(spec.name));
  });
}

/** How long a topic keeps its records and what it takes. Throws `LOG_TOPIC_UNKNOWN`. */
export async function topicSettings(
  { kafka, catalog }: Pick<TopicsDeps, 'kafka' | 'catalog'>,
  topic: string,
): Promise<Readonly<Record<string, string>>> {
  await catalog.partitions(topic);
  const topics = await withAdmin(kafka, `read the settings of "${topic}"`, (admin) =>
    described(admin, [topic], TOLD),
  );
  return Object.fromEntries([...(topics.get(topic) ?? [])].sort());
}

async function partitionDifferences(
  catalog: TopicCatalog,
  specs: readonly TopicSpec[],
): Promise<readonly string[]> {
  const counts = await Promise.all(specs.map(({ name }) => catalog.partitions(name)));
  return specs.flatMap(({ name, partitions }, i) =>
    counts[i] === partitions ? [] : [`topic "${name}" has ${counts[i]} partitions, not ${partitions}`],
  );
}

async function settingDifferences(admin: Admin, specs: readonly TopicSpec[]): Promise<readonly string[]> {
  const names = specs.map(({ name }) => name);
  const topics = await described(admin, names, Object.keys(SETTINGS));
  return [...topics].flatMap(([topic, found]) =>
    Object.entries(SETTINGS).flatMap(([name, wanted]) => {
      const value = found.get(name);
      return value === wanted ? [] : [`topic "${topic}" has ${name}=${value}, not ${wanted}`];
    }),
  );
}

/** Settings by topic. */
async function described(
  admin: Admin,
  topics: readonly string[],
  configNames: string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  );
}

function mismatch(differences: readonly string[]): TrackerError {
  return new TrackerError(
    'LOG_TOPIC_MISMATCH',
    differences.join('; '),
    "Set the topic's settings as named (kafka-configs --alter); start with the partition count it has, or replay into " +
      'a new log: keys lie where the old number put them.',
  );
}
