import { createRequire } from 'node:module';
import type { Broker } from 'kafkajs';
import { z } from 'zod';
import type { FetchRequest } from './fetch.ts';
import { readInt64 } from './record-batches.ts';

export interface FetchLimits {
  /** How long the broker may wait for a first record, in milliseconds. */
  readonly wait: number;
  /** Most compressed bytes by partition. */
  readonly bytes: number;
}

/** What a broker holds of one partition, from the batch of the offset asked for. */
export interface FetchedBytes {
  readonly topicName: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly records: Buffer;
}

/** Of Kafka 2.3 and later. */
const VERSION = 11;
const READ_UNCOMMITTED = 0;
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const ABORTED_TRANSACTION_BYTES = 16;

const callable = z.custom<(...args: readonly unknown[]) => unknown>((value) => typeof value === 'function');
/** What of kafkajs' inner parts is used here; another version may have others. */
const fetchModule = z.object({ protocol: callable });
const protocolSchema = z.object({
  request: z.unknown(),
  requestTimeout: z.number(),
  response: z.object({ parse: callable }),
});

/**
 * Fetches by kafkajs' connection and request, but leaves the records as they came: kafkajs decodes all of a response at
 * once, record by record into objects of its own, which costs more than all that is done with them later. Errors that
 * brokers report reject as kafkajs' errors.
 */
export async function requestBytes(
  broker: Broker,
  requests: readonly FetchRequest[],
  limits: FetchLimits,
): Promise<readonly FetchedBytes[]> {
  const required: unknown = createRequire(import.meta.url)('kafkajs/src/protocol/requests/fetch');
  const make = callable.parse(fetchModule.parse(required).protocol({ version: VERSION }));
  const { request, requestTimeout, response } = protocolSchema.parse(
    make({
      isolationLevel: READ_UNCOMMITTED,
      maxWaitTime: limits.wait,
      minBytes: 1,
      maxBytes: MAX_RESPONSE_BYTES,
      topics: byTopic(requests, limits.bytes),
    }),
  );
  const pool: unknown = Reflect.get(broker, 'connectionPool');
  const send = callable.parse(Reflect.get(Object(pool), 'send'));
  const partitions: FetchedBytes[] = [];
  const decode = async (payload: Buffer) => {
    const responses = decodeResponse(payload);
    partitions.push(...responses.flatMap((topic) => topic.partitions));
    return { responses };
  };
  await Reflect.apply(send, pool, [{ request, requestTimeout, response: { decode, parse: response.parse } }]);
  return partitions;
}

/** Fetch Response, version 11 (https://kafka.apache.org/protocol#The_Messages_Fetch). */
function decodeResponse(payload: Buffer) {
  let at = 10; // throttle time, error code, session id

  function int(): number {
    at += 4;
    return payload.readInt32BE(at - 4);
  }

  function short(): number {
    at += 2;
    return payload.readInt16BE(at - 2);
  }

  function bytes(length: number): Buffer {
    const start = at;
    at += Math.max(0, length);
    return payload.subarray(start, at);
  }

  function list<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, int()) }, read);
  }

  function partition(topicName: string): FetchedBytes {
    const number = int();
    const errorCode = short();
    const highWatermark = readInt64(payload, at);
    at += 24; // high watermark, last stable offset, log start offset
    list(() => bytes(ABORTED_TRANSACTION_BYTES));
    int(); // preferred read replica
    return { topicName, partition: number, errorCode, highWatermark, records: bytes(int()) };
  }

  return list(() => {
    const topicName = bytes(short()).toString();
    return { topicName, partitions: list(() => partition(topicName)) };
  });
}

interface TopicRequest {
  readonly topic: string;
  readonly partitions: { partition: number; fetchOffset: string; maxBytes: number }[];
}

function byTopic(requests: readonly FetchRequest[], maxBytes: number): TopicRequest[] {
  const topics = new Map<string, TopicRequest>();
  for (const { topic, partition, offset } of requests) {
    const entry = topics.get(topic) ?? { topic, partitions: [] };
    topics.set(topic, entry);
    entry.partitions.push({ partition, fetchOffset: String(offset), maxBytes });
  }
  return [...topics.values()];
}
