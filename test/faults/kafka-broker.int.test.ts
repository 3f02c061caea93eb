import { createKafkaLog, type EventLog } from '@learning-tracker/streams';
import { until } from '@learning-tracker/streams/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KafkaServer, startKafka } from '../servers/index.ts';

describe('a broker that goes away', () => {
  let kafka: KafkaServer;
  let log: EventLog;

  beforeAll(async () => {
    kafka = await startKafka();
    log = createKafkaLog({ brokers: [kafka.address], clientId: 'faults', sessionTimeout: 2_000 });
  });
  afterAll(async () => {
    await log.close();
    await kafka.stop();
  });

  it.each(['halt', 'kill'] as const)(
    'and comes back (%s): nothing is lost and nothing comes twice',
    async (end) => {
      const topic = `broker-${end}`;
      await log.ensureTopics([{ name: topic, partitions: 1 }]);
      const texts: string[] = [];
      const failures: unknown[] = [];
      const subscription = await log.subscribe({
        group: topic,
        topics: [topic],
        onFailure: (error) => failures.push(error),
        onBatch: async (batch, control) => {
          for (const { value, offset } of batch.records) {
            texts.push(Buffer.from(value).toString());
            control.resolve(offset + 1);
          }
        },
      });
      const append = (text: string): Promise<void> =>
        log.append([{ topic, key: 'k', value: Buffer.from(text) }]);
      await append('before');
      await until('the first came', () => texts.length === 1);
      await until('its position is committed', async () => (await log.groupOffsets(topic))[0]?.offset === 1);
      await kafka[end]();
      const meanwhile = append('meanwhile').catch((error: unknown) => error);
      await expect(log.offsets(topic)).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
      expect(await meanwhile).toMatchObject({ code: 'LOG_UNREACHABLE' });
      await kafka.start();
      await until('it can be appended again', () =>
        append('after').then(
          () => true,
          () => false,
        ),
      );
      await until('the last came', () => texts.includes('after'));
      expect(texts).toEqual(['before', 'after']);
      expect(failures).toEqual([]);
      await until('all is committed', async () => (await log.groupOffsets(topic))[0]?.offset === 2);
      await subscription.stop();
    },
  );
});
