/**
 * How fast one consumer takes clicks from one broker: consume and decode, nothing else. Run with a number of records:
 * `node test/bench/kafka-consume.ts 400000`. Servers as for the tests.
 */
import { systemClock } from '@learning-tracker/runtime';
import {
  createConfluentRegistry,
  createKafkaLog,
  createSerde,
  type EventLog,
  type Serde,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';
import kafkajs from 'kafkajs';
import { startServers } from '../servers/index.ts';

const PARTITIONS = 4;
const LEARNERS = 2_000;

const count = Number(process.argv[2] ?? 400_000);
const servers = await startServers();
const brokers = servers.kafkaBrokers.split(',');
const log = createKafkaLog({ brokers, clientId: 'bench' });
const serde = createSerde({
  registry: createConfluentRegistry({ url: servers.schemaRegistryUrl }),
  clock: systemClock,
});
try {
  await log.ensureTopics(topicSpecs(PARTITIONS));
  await serde.register();
  await measure('append (idempotent, acks=all, zstd)', () => append(log, serde, count));
  const ends = (await log.offsets(TOPICS.clicks)).reduce((sum, { end }) => sum + end, 0);
  for (let run = 1; run <= 3; run += 1) {
    await measure(`subscribe, run ${run}`, () => consume(log, ends, null));
    await measure(`subscribe + decode, run ${run}`, () => consume(log, ends, serde));
    await measure(`read + decode, run ${run}`, () => readAll(log, serde));
    await measure(`bare kafkajs eachBatch + decode, run ${run}`, () => consumeBare(brokers, ends, serde));
  }
} finally {
  await log.close();
  await servers.stop();
}

/** @param work resolves to how many records it did; the assignment of a member starts the clock */
async function measure(what: string, work: () => Promise<{ records: number; since: number }>): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const { records, since } = await work();
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - since) / 1000;
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  process.stdout.write(
    `${what}: ${records} records in ${seconds.toFixed(2)} s, ${Math.round(records / seconds)} a second, ` +
      `${((cpu.user + cpu.system) / records).toFixed(1)} µs of processor time a record, ${memory} MB\n`,
  );
}

async function append(
  to: EventLog,
  encoder: Serde,
  records: number,
): Promise<{ records: number; since: number }> {
  const since = performance.now();
  for (let i = 0; i < records; i += 5_000) {
    await to.append(
      Array.from({ length: Math.min(5_000, records - i) }, (_, j) => {
        const n = i + j;
        const learnerId = `learner-${(n * 7919) % LEARNERS}`;
        const value = encoder.encode('ClickObserved', {
          courseId: 'course',
          learnerId,
          kind: 'access',
          at: 1_700_000_000_000_000 + n * 1_000_003,
          url: `https://www.coursera.org/learn/course/lecture/${n % 97}/some-lecture-about-something`,
          key: 'pageview.lecture',
          value: `{"item_id":"item${n % 97}","n":${n}}`,
          identity: Buffer.from(n.toString(16).padStart(32, '0'), 'hex'),
          occurrence: 0,
          extra: {},
        });
        return { topic: TOPICS.clicks, key: `course/${learnerId}`, value };
      }),
    );
  }
  return { records, since };
}

async function consume(
  from: EventLog,
  wanted: number,
  decoder: Serde | null,
): Promise<{ records: number; since: number }> {
  let since = 0;
  let records = 0;
  const done = Promise.withResolvers<void>();
  const subscription = await from.subscribe({
    group: `bench-${performance.now()}`,
    topics: [TOPICS.clicks],
    onFailure: done.reject,
    onAssignment: () => {
      since ||= performance.now();
    },
    onBatch: async (batch, control) => {
      if (decoder !== null) {
        await decoder.prepare(batch.records);
        for (const { value } of batch.records) decoder.decode(value);
      }
      records += batch.records.length;
      control.resolve((batch.records.at(-1)?.offset ?? 0) + 1);
      if (records >= wanted) done.resolve();
    },
  });
  await done.promise;
  const ended = performance.now();
  await subscription.stop();
  return { records, since: since + performance.now() - ended };
}

async function readAll(from: EventLog, decoder: Serde): Promise<{ records: number; since: number }> {
  const since = performance.now();
  let records = 0;
  for (const { topic, partition, begin, end } of await from.offsets(TOPICS.clicks)) {
    for await (const batch of from.read({ topic, partition, from: begin, to: end })) {
      await decoder.prepare(batch.records);
      for (const { value } of batch.records) decoder.decode(value);
      records += batch.records.length;
    }
  }
  return { records, since };
}

async function consumeBare(
  to: readonly string[],
  wanted: number,
  decoder: Serde,
): Promise<{ records: number; since: number }> {
  const kafka = new kafkajs.Kafka({ brokers: [...to], logLevel: kafkajs.logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `bare-${performance.now()}`, maxWaitTimeInMs: 500 });
  let since = 0;
  let records = 0;
  const done = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => {
    since ||= performance.now();
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPICS.clicks], fromBeginning: true });
  await consumer.run({
    partitionsConsumedConcurrently: PARTITIONS,
    eachBatch: async ({ batch }) => {
      for (const { value } of batch.messages) if (value !== null) decoder.decode(value);
      records += batch.messages.length;
      if (records >= wanted) done.resolve();
    },
  });
  await done.promise;
  const ended = performance.now();
  await consumer.disconnect();
  return { records, since: since + performance.now() - ended };
}
