import {
  type EventLog,
  type SchemaRegistry,
  type SchemaVersion,
  subjectsOf,
  TOPICS,
} from '@learning-tracker/streams';
import { heldOffsets } from './held-offsets.ts';

export interface TopicDescription {
  readonly topic: string;
  /** Null where the log was made before there was such a topic; the next start of a service makes it. */
  readonly partitions: number | null;
  /** Records held, from each partition's begin to its end. */
  readonly records: number;
  /** By the adapter's own names; none where it has none. */
  readonly settings: Readonly<Record<string, string>>;
  /** Versions are null where the subject has not been registered. */
  readonly schemas: readonly {
    readonly event: string;
    readonly subject: string;
    readonly versions: readonly SchemaVersion[];
  }[];
}

/** All topics of the deployment with what they hold and the schemas of their events. */
export async function describeTopics({
  log,
  registry,
}: {
  readonly log: EventLog;
  readonly registry: SchemaRegistry;
}): Promise<readonly TopicDescription[]> {
  const described: TopicDescription[] = [];
  for (const topic of Object.values(TOPICS)) {
    const offsets = await heldOffsets(log, topic);
    const schemas = await Promise.all(
      subjectsOf(topic).map(async (of) => ({ ...of, versions: await registry.versions(of.subject) })),
    );
    described.push({
      topic,
      partitions: offsets?.length ?? null,
      records: (offsets ?? []).reduce((sum, { begin, end }) => sum + end - begin, 0),
      settings: offsets === null ? {} : await log.settings(topic),
      schemas,
    });
  }
  return described;
}
