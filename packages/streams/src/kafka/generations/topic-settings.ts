import kafkajs, { type Kafka } from 'kafkajs';
import { withAdmin } from '../topics.ts';

/** What a topic was given of its own, beside the brokers' defaults. */
export type TopicSettings = Readonly<Record<string, string>>;

/** @returns the settings of each topic's own, by the brokers' name */
export async function ownSettings(
  kafka: Kafka,
  names: readonly string[],
): Promise<ReadonlyMap<string, TopicSettings>> {
  if (names.length === 0) return new Map();
  const { resources } = await withAdmin(kafka, 'read the settings of topics', (admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
    }),
  );
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      Object.fromEntries(
        configEntries
          .filter(({ configSource }) => configSource === kafkajs.ConfigSource.TOPIC_CONFIG)
          .map(({ configName, configValue }) => [configName, configValue]),
      ),
    ]),
  );
}

/** Sets them anew: what is not named has the brokers' default then. */
export async function setSettings(kafka: Kafka, topics: ReadonlyMap<string, TopicSettings>): Promise<void> {
  if (topics.size === 0) return;
  await withAdmin(kafka, 'set the settings of topics', (admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [...topics].map(([name, settings]) => ({
        type: kafkajs.ConfigResourceTypes.TOPIC,
        name,
        configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
      })),
    }),
  );
}

/** Deletes those that are there. */
export async function deleteTopics(kafka: Kafka, names: ReadonlySet<string>): Promise<void> {
  await withAdmin(kafka, 'delete topics', async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => names.has(name));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}
