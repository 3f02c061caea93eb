import type { EventLog, TopicPartition } from '@learning-tracker/streams';

/**
 * A log whose topics carry a prefix where they really stand, so that many runs share one broker, each with topics of
 * its own.
 */
export function renamedLog(log: EventLog, prefix: string): EventLog {
  const outer = (topic: string): string => `${prefix}.${topic}`;
  const inner = <T extends TopicPartition>(at: T): T => ({ ...at, topic: at.topic.slice(prefix.length + 1) });
  return {
    ensureTopics: (specs) => log.ensureTopics(specs.map((spec) => ({ ...spec, name: outer(spec.name) }))),
    append: (records) => log.append(records.map((record) => ({ ...record, topic: outer(record.topic) }))),
    offsets: async (topic) => (await log.offsets(outer(topic))).map(inner),
    offsetsAt: async (topic, at) => (await log.offsetsAt(outer(topic), at)).map(inner),
    async *read(range) {
      for await (const batch of log.read({ ...range, topic: outer(range.topic) })) yield inner(batch);
    },
    subscribe: (options) => {
      const { onAssignment } = options;
      return log.subscribe({
        ...options,
        topics: options.topics.map(outer),
        ...(onAssignment !== undefined && {
          onAssignment: (assigned, generation) => onAssignment(assigned.map(inner), generation),
        }),
        onBatch: (batch, control) =>
          options.onBatch(inner(batch), {
            generation: control.generation,
            isCurrent: control.isCurrent,
            heartbeat: control.heartbeat,
            resolve: control.resolve,
            park: control.park,
            seek: (at) => control.seek({ ...at, topic: outer(at.topic) }),
          }),
      });
    },
    settings: (topic) => log.settings(outer(topic)),
    groupOffsets: async (group) => (await log.groupOffsets(group)).map(inner),
    close: log.close,
  };
}
