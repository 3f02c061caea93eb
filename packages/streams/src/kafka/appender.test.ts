import type { ProducerBatch, RecordMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import type { ProducedRecord } from '../port.ts';
import { type BatchProducer, createAppender } from './appender.ts';

const catalog = { partitions: async () => 2, checkPartition: async () => {} };

/** Producers that answer as told, and what each of them was sent. */
function producers(answer: (producer: number, batch: ProducerBatch) => readonly RecordMetadata[]) {
  const sent: string[][] = [];
  let disconnected = 0;
  const connect = async (): Promise<BatchProducer> => {
    const number = sent.push([]) - 1;
    return {
      disconnect: async () => {
        disconnected += 1;
      },
      sendBatch: async (batch) => {
        sent[number]?.push(placesOf(batch).join(' '));
        return [...answer(number, batch)];
      },
    };
  };
  return { connect, sent, disconnected: () => disconnected };
}

function placesOf(batch: ProducerBatch): readonly string[] {
  return (batch.topicMessages ?? []).flatMap(({ topic, messages }) =>
    messages.map(({ partition, value }) => `${topic}/${partition}:${value?.toString().slice(0, 2)}`),
  );
}

function confirmed(batch: ProducerBatch): readonly RecordMetadata[] {
  return (batch.topicMessages ?? []).flatMap(({ topic: topicName, messages }) =>
    messages.map(({ partition = -1 }) => ({ topicName, partition, errorCode: 0 })),
  );
}

function record(value: string, partition: number): ProducedRecord {
  return { topic: 't', key: 'k', value: Buffer.from(value), partition };
}

describe('the appender', () => {
  it('keeps its producer while all goes well', async () => {
    const { connect, sent } = producers((_, batch) => confirmed(batch));
    const appender = createAppender(connect, catalog);
    await appender.append([record('a', 0), record('b', 1)]);
    await appender.append([record('c', 0)]);
    expect(sent).toEqual([['t/0:a t/1:b', 't/0:c']]);
  });

  it('goes on with another producer after a failure, as the sequence numbers of the old one mean nothing', async () => {
    const { connect, sent, disconnected } = producers((producer, batch) => {
      if (producer === 0) throw new Error('timed out');
      return confirmed(batch);
    });
    const appender = createAppender(connect, catalog);
    await expect(appender.append([record('a', 0)])).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
    expect(disconnected()).toBe(1);
    await appender.append([record('b', 0)]);
    expect(sent).toEqual([['t/0:a'], ['t/0:b']]);
  });

  it('takes nothing for written that no broker confirmed', async () => {
    const { connect, sent } = producers((producer, batch) =>
      producer === 0 ? confirmed(batch).filter(({ partition }) => partition === 0) : confirmed(batch),
    );
    const appender = createAppender(connect, catalog);
    await expect(appender.append([record('a', 0), record('b', 1)])).rejects.toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: expect.stringContaining('t/1'),
    });
    await appender.append([record('a', 0), record('b', 1)]);
    expect(sent).toHaveLength(2);
  });

  it('cuts what a partition gets at once, in order', async () => {
    const { connect, sent } = producers((_, batch) => confirmed(batch));
    const appender = createAppender(connect, catalog);
    const [big, small] = ['x'.repeat(500_000), 'y'];
    await appender.append([record(`0${big}`, 0), record(small, 1), record(`1${big}`, 0), record(small, 1)]);
    expect(sent).toEqual([['t/0:0x t/1:y', 't/0:1x t/1:y']]);
  });
});
