import { type ProducedRecord, partitionOf, recordKey, type Serde, TOPICS } from '@learning-tracker/streams';
import { CONSUMED, encoded, encodedEvent, type Input, type InputRecord, PARTITIONS } from './input.ts';

/** A record that nobody can use. */
export interface Poison {
  readonly kind: string;
  /** Reason that its dead letter must give. */
  readonly code: string;
  readonly record: ProducedRecord;
}

const UNKNOWN_SCHEMA_ID = 2_000_000_000;
const HEADER_BYTES = 5;
/** The greatest of a calibration: were such a document taken, it would stay. */
const LATER_THAN_ALL = 2 ** 31 - 1;

/** Every kind of unusable record, in every topic that a processor reads. */
export function poisonFor(serde: Serde, { records }: Input): readonly Poison[] {
  return CONSUMED.flatMap((topic) => {
    const own = records.find((record) => record.topic === topic);
    const strange = records.find((record) => record.topic !== topic);
    if (own === undefined || strange === undefined) throw new Error(`the input has nothing on ${topic}`);
    return [
      ...unreadable(serde, own),
      ...misplaced(serde, own, strange),
      ...(topic === TOPICS.courseContent ? unreadableDocuments(serde, own) : wrongPartition(serde, own)),
    ];
  });
}

function unreadable(serde: Serde, own: InputRecord): Poison[] {
  const good = encoded(serde, own);
  const unknown = Buffer.from(good.value);
  unknown.writeInt32BE(UNKNOWN_SCHEMA_ID, 1);
  const broken = (kind: string, value: Uint8Array, code = 'RECORD_UNDECODABLE'): Poison => ({
    kind,
    code,
    record: { ...good, value },
  });
  return [
    broken('not Avro', Buffer.from('not an event')),
    broken('empty', Buffer.alloc(0)),
    broken('a header without a body', good.value.subarray(0, HEADER_BYTES)),
    broken('truncated', good.value.subarray(0, good.value.length - 3)),
    broken('longer than its schema says', Buffer.concat([good.value, Buffer.from([1])])),
    broken('unknown schema id', unknown, 'SCHEMA_UNKNOWN'),
  ];
}

function misplaced(serde: Serde, own: InputRecord, strange: InputRecord): Poison[] {
  const good = encoded(serde, own);
  const code = 'RECORD_OUT_OF_PLACE';
  const otherKey =
    own.topic === TOPICS.courseContent ? recordKey('another course') : recordKey('another course', 'another');
  return [
    { kind: 'event of another topic', code, record: { ...good, value: encodedEvent(serde, strange.event) } },
    { kind: 'key of another', code, record: { ...good, key: otherKey } },
    { kind: 'no key', code, record: { ...good, key: '' } },
  ];
}

/** A producer with another partitioner would put a learner's records where their state is not. */
function wrongPartition(serde: Serde, own: InputRecord): Poison[] {
  const good = encoded(serde, own);
  const partition = (partitionOf(good.key, PARTITIONS) + 1) % PARTITIONS;
  return [{ kind: 'wrong partition', code: 'RECORD_OUT_OF_PLACE', record: { ...good, partition } }];
}

function unreadableDocuments(serde: Serde, { key, event }: InputRecord): Poison[] {
  const { courseId } = event.value;
  const at = { courseId, version: LATER_THAN_ALL };
  const topic = TOPICS.courseContent;
  const config = serde.encode('CourseConfigured', { ...at, json: '{"courseId":' });
  const calibration = serde.encode('CourseCalibrated', { ...at, computedAt: 1, json: '{}' });
  return [
    { kind: 'unreadable configuration', code: 'CONFIG_INVALID', record: { topic, key, value: config } },
    {
      kind: 'unreadable calibration',
      code: 'RECORD_UNDECODABLE',
      record: { topic, key, value: calibration },
    },
  ];
}
