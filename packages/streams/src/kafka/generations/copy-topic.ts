import type { SelectRecords } from '../../erasing/log-eraser.ts';
import { isErasedRecord, type LogRecord } from '../../port.ts';
import type { StampedRecord } from '../appender.ts';
import type { BrokerLog } from '../broker-log.ts';

/** A partition of a topic and of its copy, by the brokers' names. */
export interface CopiedPartition {
  readonly source: string;
  readonly copy: string;
  readonly partition: number;
}

const EMPTY = new Uint8Array(0);
const MOST_AT_ONCE = 10_000;

/**
 * Brings a copy up to offset `to` of its source, from wherever it stands: every record at the same offset with the same
 * time, empty where `select` picks it or the source holds none.
 */
export async function copyUpTo(
  log: BrokerLog,
  { source, copy, partition }: CopiedPartition,
  to: number,
  select: SelectRecords,
  signal: AbortSignal,
): Promise<void> {
  let next = (await boundsOf(log, copy, partition)).end;
  let appendedAt = 0;
  let waiting: StampedRecord[] = [];

  async function put(record: Pick<LogRecord, 'key' | 'value'> | null): Promise<void> {
    const { key, value } = record ?? { key: '', value: EMPTY };
    waiting.push({ topic: copy, partition, key, value, appendedAt });
    next += 1;
    if (waiting.length >= MOST_AT_ONCE) await flush();
  }

  async function flush(): Promise<void> {
    signal.throwIfAborted();
    if (waiting.length > 0) await log.append(waiting);
    waiting = [];
  }

  if (next >= to) return;
  const { begin } = await boundsOf(log, source, partition);
  const from = Math.max(next, begin);
  for await (const { records } of from < to ? log.read({ topic: source, partition, from, to }) : []) {
    const picked = await select(records);
    for (const record of records) {
      ({ appendedAt } = record);
      while (next < record.offset) await put(null);
      await put(picked.has(record.offset) ? null : record);
    }
    await flush();
  }
  while (next < to) await put(null);
  await flush();
}

/**
 * Holds offsets `from` to `to` of a copy against its source; it must end there.
 *
 * @param onPicked told the course of each record that was erased
 * @returns whether the copy holds what `copyUpTo` means it to hold, and nothing more
 */
export async function isCopied(
  log: BrokerLog,
  { source, copy, partition }: CopiedPartition,
  range: { readonly from: number; readonly to: number },
  select: SelectRecords,
  onPicked: (courseId: string) => void,
): Promise<boolean> {
  const { from, to } = range;
  if ((await boundsOf(log, copy, partition)).end !== to) return false;
  if (from >= to) return true;
  const { begin } = await boundsOf(log, source, partition);
  const copied = recordsOf(log, copy, partition, { from, to });
  const expected = new Map<number, LogRecord>();
  let offset = from;

  async function agree(until: number): Promise<boolean> {
    for (; offset < until; offset += 1) {
      const record = (await copied.next()).value;
      if (record === undefined || record.offset !== offset) return false;
      const wanted = expected.get(offset);
      if (wanted === undefined ? !isErasedRecord(record) : !isSame(record, wanted)) return false;
    }
    expected.clear();
    return true;
  }

  const start = Math.max(from, begin);
  for await (const { records } of start < to ? log.read({ topic: source, partition, from: start, to }) : []) {
    const picked = await select(records);
    for (const record of records) {
      const courseId = picked.get(record.offset);
      if (courseId === undefined) expected.set(record.offset, record);
      else onPicked(courseId);
    }
    if (!(await agree((records.at(-1)?.offset ?? offset - 1) + 1))) return false;
  }
  return agree(to);
}

async function* recordsOf(
  log: BrokerLog,
  topic: string,
  partition: number,
  range: { readonly from: number; readonly to: number },
): AsyncGenerator<LogRecord, undefined> {
  for await (const { records } of log.read({ topic, partition, ...range })) yield* records;
  return undefined;
}

function isSame(a: LogRecord, b: LogRecord): boolean {
  return a.key === b.key && a.appendedAt === b.appendedAt && Buffer.compare(a.value, b.value) === 0;
}

export async function boundsOf(log: BrokerLog, topic: string, partition: number) {
  const found = (await log.offsets(topic)).find((one) => one.partition === partition);
  return found ?? { begin: 0, end: 0 };
}
