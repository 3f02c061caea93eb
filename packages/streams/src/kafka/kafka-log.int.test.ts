import { randomBytes } from 'node:crypto';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { appendTexts, bytesOf, readAll, textOf, uniqueName } from '../../contract/harness.ts';
import type { EventLog } from '../port.ts';
import { createKafkaLog } from './kafka-log.ts';

describe('a log on Kafka', () => {
  const brokers = inject('kafkaBrokers').split(',');
  const kafka: Kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin: Admin = kafka.admin();
  const opened: EventLog[] = [];

  function open(): EventLog {
    const log = createKafkaLog({ brokers, clientId: 'test' });
    opened.push(log);
    return log;
  }

  beforeAll(() => admin.connect());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });
  afterAll(() => admin.disconnect());

  it('keeps everything for ever, with the broker’s times', async () => {
    const topic = uniqueName('settings');
    await open().ensureTopics([{ name: topic, partitions: 2 }]);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
    });
    const settings = resources[0]?.configEntries.map(({ configName, configValue }) => [
      configName,
      configValue,
    ]);
    expect(Object.fromEntries(settings ?? [])).toMatchObject({
      'cleanup.policy': 'delete',
      'retention.ms': '-1',
      'retention.bytes': '-1',
      'message.timestamp.type': 'LogAppendTime',
    });
  });

  it('creates topics that can be used at once, again and again', async () => {
    for (let n = 0; n < 20; n += 1) {
      const log = open();
      const topics = ['a', 'b', 'c', 'd'].map((name) => uniqueName(name));
      await log.ensureTopics(topics.map((name) => ({ name, partitions: 4 })));
      await log.append(topics.map((topic) => ({ topic, key: 'k', value: bytesOf('first') })));
      await admin.deleteTopics({ topics });
    }
  });

  it('tells the settings of a topic as they are', async () => {
    const topic = uniqueName('told');
    await admin.createTopics({
      topics: [{ topic, numPartitions: 1, configEntries: [{ name: 'retention.ms', value: '86400000' }] }],
    });
    expect(await open().settings(topic)).toMatchObject({
      'cleanup.policy': 'delete',
      'max.message.bytes': expect.stringMatching(/^\d+$/),
      'min.insync.replicas': '1',
      'retention.ms': '86400000',
    });
  });

  it('says everything in which an existing topic differs, and leaves it as it is', async () => {
    const topic = uniqueName('differs');
    await admin.createTopics({
      topics: [{ topic, numPartitions: 3, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }],
    });
    const error = await open()
      .ensureTopics([{ name: topic, partitions: 2 }])
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'LOG_TOPIC_MISMATCH' });
    for (const part of [
      'has 3 partitions, not 2',
      'cleanup.policy=compact, not delete',
      'retention.ms=604800000, not -1',
      'message.timestamp.type=CreateTime, not LogAppendTime',
    ]) {
      expect(error).toHaveProperty('message', expect.stringContaining(part));
    }
    expect(String(error)).not.toContain('retention.bytes');
  });

  it('writes zstd', async () => {
    const topic = uniqueName('zstd');
    const log = open();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    await appendTexts(log, { topic, partition: 0 }, ['x'.repeat(10_000)]);
    const { ZSTD } = kafkajs.CompressionTypes;
    const codec: unknown = kafkajs.CompressionCodecs[ZSTD];
    kafkajs.CompressionCodecs[ZSTD] = () => {
      throw new Error('this batch is zstd');
    };
    // Brokers that were just started may know neither coordinator nor topic yet: those crashes are not looked for.
    const consumer = kafka.consumer({
      groupId: topic,
      retry: { retries: 10, initialRetryTime: 100, restartOnFailure: async () => true },
    });
    try {
      const crash = Promise.withResolvers<void>();
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (payload.error.message.includes('this batch is zstd')) crash.resolve();
      });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await consumer.run({ eachMessage: async () => {} });
      await crash.promise;
    } finally {
      await consumer.disconnect();
      Reflect.set(kafkajs.CompressionCodecs, ZSTD, codec);
    }
    expect(await readAll(log, { topic, partition: 0 })).toHaveLength(1);
  });

  it('reads what other clients wrote: uncompressed, gzip, without key or value', async () => {
    const topic = uniqueName('others');
    const log = open();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    for (const compression of [kafkajs.CompressionTypes.None, kafkajs.CompressionTypes.GZIP]) {
      await producer.send({ topic, compression, messages: [{ key: 'k', value: 'v' }, { value: null }] });
    }
    await producer.disconnect();
    const records = await readAll(log, { topic, partition: 0 });
    expect(records.map((record) => [record.offset, record.key, textOf(record)])).toEqual([
      [0, 'k', 'v'],
      [1, '', ''],
      [2, 'k', 'v'],
      [3, '', ''],
    ]);
  });

  it('appends at once what is more than a broker takes in one request, in order', async () => {
    const topic = uniqueName('large');
    const log = open();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    const values = Array.from({ length: 30 }, () => randomBytes(100_000));
    await log.append(values.map((value) => ({ topic, key: 'k', value })));
    const records = await readAll(log, { topic, partition: 0 });
    expect(records.map(({ value }) => Buffer.from(value).equals(values[0] ?? value))).toHaveLength(30);
    expect(Buffer.concat(records.map(({ value }) => value)).equals(Buffer.concat(values))).toBe(true);
  });

  it('refuses a record that no request can carry, and goes on', async () => {
    const topic = uniqueName('too-large');
    const log = open();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    await expect(log.append([{ topic, key: 'k', value: randomBytes(2_000_000) }])).rejects.toMatchObject({
      code: 'LOG_RECORD_TOO_LARGE',
    });
    await log.append([{ topic, key: 'k', value: bytesOf('small') }]);
    expect((await readAll(log, { topic, partition: 0 })).map(textOf)).toEqual(['small']);
  });

  it('says that a range begins before what the partition still holds', async () => {
    const topic = uniqueName('trimmed');
    const log = open();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    await appendTexts(log, { topic, partition: 0 }, ['0', '1', '2', '3']);
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
    expect(await log.offsets(topic)).toEqual([{ topic, partition: 0, begin: 2, end: 4 }]);
    const reading = log.read({ topic, partition: 0, from: 1, to: 4 })[Symbol.asyncIterator]();
    await expect(reading.next()).rejects.toMatchObject({ code: 'LOG_OFFSET_OUT_OF_RANGE' });
    expect((await readAll(log, { topic, partition: 0 })).map(textOf)).toEqual(['2', '3']);
  });

  it('keeps concurrent appends whole and apart', async () => {
    const topic = uniqueName('concurrent');
    const log = open();
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    const at = { topic, partition: 0 };
    await Promise.all(
      [...'abcdef'].map((name) => appendTexts(log, at, [`${name}0`, `${name}1`, `${name}2`])),
    );
    const texts = (await readAll(log, at)).map(textOf);
    expect(texts).toEqual([...'abcdef'].flatMap((name) => [`${name}0`, `${name}1`, `${name}2`]));
  });

  it('says that no broker answers', async () => {
    const log = createKafkaLog({ brokers: ['127.0.0.1:1'], clientId: 'test' });
    opened.push(log);
    await expect(log.offsets('t')).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
    await expect(log.ensureTopics([{ name: 't', partitions: 1 }])).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
    });
  });

  it('refuses to be used after it was closed', async () => {
    const log = open();
    await log.close();
    await expect(log.offsets('t')).rejects.toMatchObject({ code: 'LOG_CLOSED' });
  });
});
