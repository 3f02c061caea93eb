import { type EventLog, type LearnerSettingsChanged, type Serde, TOPICS } from '../src/index.ts';

/** Everything on `learner-settings`, in the order of partitions and offsets. @throws Error for what is no such event */
export async function settingsEventsOn({
  log,
  serde,
}: {
  readonly log: Pick<EventLog, 'offsets' | 'read'>;
  readonly serde: Pick<Serde, 'prepare' | 'decode'>;
}): Promise<LearnerSettingsChanged[]> {
  const found: LearnerSettingsChanged[] = [];
  for (const { topic, partition, begin, end } of await log.offsets(TOPICS.learnerSettings)) {
    for await (const { records } of log.read({ topic, partition, from: begin, to: end })) {
      await serde.prepare(records);
      for (const { value } of records) {
        const event = serde.decode(value);
        if (event.name !== 'LearnerSettingsChanged') throw new Error(`${event.name} on ${topic}`);
        found.push(event.value);
      }
    }
  }
  return found;
}
