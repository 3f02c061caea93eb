import kafkajs from 'kafkajs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import {
  appendTexts,
  type Handler,
  type Observed,
  observe,
  placeOf,
  resolveAll,
  uniqueName,
} from '../../contract/harness.ts';
import { until } from '../../contract/until.ts';
import type { BatchControl, EventLog } from '../port.ts';
import { createKafkaLog } from './kafka-log.ts';

const PARTITIONS = 6;

describe('groups on Kafka', () => {
  const brokers = inject('kafkaBrokers').split(',');
  const opened: EventLog[] = [];

  function open(): EventLog {
    const log = createKafkaLog({ brokers, clientId: 'test', sessionTimeout: 1_500 });
    opened.push(log);
    return log;
  }

  async function newTopic(partitions: number): Promise<string> {
    const name = uniqueName('groups');
    await open().ensureTopics([{ name, partitions }]);
    return name;
  }

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });

  const join = (group: string, topic: string, handler: Handler = resolveAll): Promise<Observed> =>
    observe(open(), group, [topic], handler);

  it('leave members what they can keep when others join and leave', async () => {
    const topic = await newTopic(PARTITIONS);
    const group = uniqueName('g');
    const first = await join(group, topic);
    await until('one has all', () => first.assigned().length === 6);
    const second = await join(group, topic);
    await until('two share', () => first.assigned().length === 3 && second.assigned().length === 3);
    const [kept, others] = [first.assigned(), second.assigned()];
    const third = await join(group, topic);
    await until('three share', () =>
      [first, second, third].every((member) => member.assigned().length === 2),
    );
    expect(kept).toEqual(expect.arrayContaining([...first.assigned()]));
    expect(others).toEqual(expect.arrayContaining([...second.assigned()]));
    const [ofFirst, ofSecond] = [first.assigned(), second.assigned()];
    await third.subscription.stop();
    await until('two share again', () => first.assigned().length === 3 && second.assigned().length === 3);
    expect(first.assigned()).toEqual(expect.arrayContaining([...ofFirst]));
    expect(second.assigned()).toEqual(expect.arrayContaining([...ofSecond]));
  });

  it('do not disturb a batch of a partition that stays', async () => {
    const topic = await newTopic(2);
    const group = uniqueName('g');
    const controls = new Map<string, BatchControl>();
    const finish = Promise.withResolvers<void>();
    const first = await join(group, topic, async (batch, control) => {
      controls.set(placeOf(batch), control);
      await finish.promise;
      resolveAll(batch, control);
    });
    for (const partition of [0, 1]) await appendTexts(open(), { topic, partition }, [`${partition}`]);
    await until('both run', () => controls.size === 2);
    const second = await join(group, topic);
    await until('the other has its share', () => second.texts().length === 1);
    const [kept = ''] = first.assigned();
    const [moved = ''] = second.assigned();
    expect(controls.get(kept)?.isCurrent()).toBe(true);
    expect(controls.get(moved)?.isCurrent()).toBe(false);
    finish.resolve();
    await first.subscription.stop();
    await until('the other has both', () => second.assigned().length === 2);
    await appendTexts(open(), { topic, partition: Number(kept.at(-1)) }, ['next']);
    await until('what follows came', () => second.texts().includes('next'));
    expect(second.texts()).toEqual([moved.at(-1), 'next']);
  });

  it('keep a member whose handler hangs, and its other partitions going', async () => {
    const topic = await newTopic(2);
    const hang = Promise.withResolvers<void>();
    const member = await join(uniqueName('g'), topic, async (batch, control) => {
      if (batch.partition === 0) await hang.promise;
      resolveAll(batch, control);
    });
    await appendTexts(open(), { topic, partition: 0 }, ['hangs']);
    await until('it hangs', () => member.texts().includes('hangs'));
    const deadline = performance.now() + 3 * 1_500;
    for (let i = 0; performance.now() < deadline; i += 1) {
      await appendTexts(open(), { topic, partition: 1 }, [`${i}`]);
      await until('the other partition goes on', () => member.texts().includes(`${i}`));
    }
    expect(member.generations).toHaveLength(1);
    expect(member.assigned()).toHaveLength(2);
    hang.resolve();
  });

  it('go on after values that nobody can read', async () => {
    const topic = await newTopic(1);
    const member = await join(uniqueName('g'), topic);
    const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    await producer.connect();
    const poison = [null, Buffer.alloc(0), Buffer.from([0, 255, 255, 255, 255]), Buffer.from([0xff, 0xfe])];
    await producer.send({
      topic,
      messages: poison.map((value) => ({
        key: Buffer.from([0xc3, 0x28]),
        value,
        headers: { h: ['1', '2'] },
      })),
    });
    await producer.disconnect();
    await appendTexts(open(), { topic, partition: 0 }, ['after']);
    await until('the next came', () => member.texts().includes('after'));
    expect(member.batches.flatMap(({ records }) => records.map(({ value }) => value.length))).toEqual([
      0, 0, 5, 2, 5,
    ]);
    expect(member.failures).toEqual([]);
  });

  it('fail where the group stands before what the log still holds', async () => {
    const topic = await newTopic(1);
    const group = uniqueName('g');
    await appendTexts(open(), { topic, partition: 0 }, ['0', '1', '2', '3']);
    const before = await join(group, topic, (_, control) => control.resolve(1));
    await until('the position is known', async () => (await open().groupOffsets(group)).length === 1);
    await before.subscription.stop();
    const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
    await admin.disconnect();
    const lost = await join(group, topic);
    await until('the failure was told', () => lost.failures.length > 0);
    expect(lost.failures).toEqual([expect.objectContaining({ code: 'LOG_OFFSET_OUT_OF_RANGE' })]);
    expect(lost.texts()).toEqual([]);
  });
});
