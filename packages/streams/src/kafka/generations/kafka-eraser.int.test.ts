import kafkajs, { type Admin } from 'kafkajs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type KafkaServer, startKafka } from '../../../../../test/servers/kafka.ts';
import { bytesOf, readAll, textOf, uniqueName } from '../../../contract/harness.ts';
import { until } from '../../../contract/until.ts';
import type { EraseJob } from '../../erasing/log-eraser.ts';
import { type EventLog, isErasedRecord, type LogRecord } from '../../port.ts';
import { createKafkaLog, type KafkaLog } from '../kafka-log.ts';
import { createControl } from './control.ts';
import { createKafkaEraser } from './kafka-eraser.ts';

const PARTITIONS = 2;
let kafka: KafkaServer;
let admin: Admin;
const opened: EventLog[] = [];
const options = () => ({ brokers: [kafka.address], clientId: 'test', sessionTimeout: 1_500 });

beforeAll(async () => {
  kafka = await startKafka();
  admin = new kafkajs.Kafka({ brokers: [kafka.address], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
}, 120_000);
afterEach(() => Promise.all(opened.splice(0).map((log) => log.close())));
afterAll(async () => {
  await admin.disconnect();
  await kafka.stop();
});

function open(): KafkaLog {
  const log = createKafkaLog(options());
  opened.push(log);
  return log;
}

const partitions = Array.from({ length: PARTITIONS }, (_, partition) => partition);
const isOf = (id: string) => (record: LogRecord) => record.key === `c/${id}` || textOf(record).includes(id);

/** A topic in which `bob` and others tell something, by turns. */
async function filled(records = 300) {
  const topic = uniqueName('clicks');
  const log = open();
  await log.ensureTopics([{ name: topic, partitions: PARTITIONS }]);
  for (const partition of partitions) {
    await log.append(
      Array.from({ length: records }, (_, n) => ({
        ...{ topic, partition, key: n % 3 === 0 ? 'c/bob' : `c/ann${n}` },
        value: bytesOf(n % 7 === 0 ? `${n} of bob` : `${n}`),
      })),
    );
  }
  return { topic, log };
}

function jobOf(topic: string, ...ids: readonly string[]): EraseJob {
  const select = async (records: readonly LogRecord[]) =>
    new Map(records.filter((one) => ids.some((id) => isOf(id)(one))).map(({ offset }) => [offset, 'c']));
  return { id: `${topic} ${ids}`, topics: [topic], ids, select };
}

async function contents(log: EventLog, topic: string): Promise<(readonly LogRecord[])[]> {
  return Promise.all(partitions.map((partition) => readAll(log, { topic, partition })));
}

const without = (all: readonly (readonly LogRecord[])[], id: string) =>
  all.map((records) =>
    records.map((record) => (isOf(id)(record) ? { ...record, key: '', value: Buffer.alloc(0) } : record)),
  );
const plain = (all: readonly (readonly LogRecord[])[]) =>
  all.map((records) => records.map((record) => ({ ...record, value: Buffer.from(record.value) })));

async function topicsOf(topic: string): Promise<string[]> {
  return (await admin.listTopics()).filter((name) => name.startsWith(topic));
}

test('the log goes on in new topics without the learner, at the same offsets and with the same times', async () => {
  const { topic, log } = await filled();
  const before = await contents(log, topic);
  const erased = await createKafkaEraser(options()).erase(jobOf(topic, 'bob'));
  const count = before.flat().filter(isOf('bob')).length;
  expect(erased).toEqual([{ topic, courseId: 'c', count }]);
  for (const seen of [await contents(log, topic), await contents(open(), topic)])
    expect(plain(seen)).toEqual(plain(without(before, 'bob')));
  const [name, ...others] = await topicsOf(topic);
  expect([name, others]).toEqual([expect.stringMatching(/\.g\d+-[0-9a-f]{8}$/), []]);
  expect(await log.settings(topic)).toMatchObject({
    ...{ 'cleanup.policy': 'delete', 'retention.ms': '-1', 'max.message.bytes': '1048588' },
  });
  const [begun] = await log.offsets(topic);
  await log.append([{ topic, partition: 0, key: 'c/ann', value: bytesOf('after') }]);
  const added = (await readAll(log, { topic, partition: 0 })).at(-1);
  expect([added?.offset, added?.key]).toEqual([begun?.end, 'c/ann']);
  expect(added?.appendedAt).toBeGreaterThan(before[0]?.at(-1)?.appendedAt ?? 0);
}, 60_000);

test('under load nothing that was acknowledged is lost, and members go on where they were', async () => {
  const { topic, log } = await filled(3_000);
  const acknowledged: string[] = [];
  const writing = new AbortController();
  async function write(name: string): Promise<void> {
    const own = open();
    for (let n = 0; !writing.signal.aborted; n += 1) {
      const value = `${name} ${n}`;
      await own.append([{ topic, partition: n % PARTITIONS, key: 'c/ann', value: bytesOf(value) }]);
      acknowledged.push(value);
    }
  }
  const seen = partitions.map(() => new Map<number, string>());
  const numbers: number[] = [];
  const position = partitions.map(() => 0);
  const subscription = await log.subscribe({
    ...{ group: uniqueName('group'), topics: [topic], outOfRange: 'nearest' },
    onAssignment: (assigned, number) => {
      numbers.push(number);
      expect(assigned.every((place) => place.topic === topic)).toBe(true);
    },
    onBatch: async ({ partition, records }, control) => {
      const [first] = records;
      if (first?.offset !== position[partition]) {
        control.seek({ topic, partition, offset: position[partition] ?? 0 });
        return;
      }
      for (const record of records) seen[partition]?.set(record.offset, textOf(record));
      position[partition] = (records.at(-1)?.offset ?? 0) + 1;
      control.resolve(position[partition] ?? 0);
    },
    onFailure: (error) => writing.abort(error),
  });
  const writers = [write('one'), write('two')];
  await until('they write', () => acknowledged.length > 50);
  const during = acknowledged.length;
  await createKafkaEraser(options()).erase(jobOf(topic, 'bob'));
  const after = acknowledged.length;
  await until('they go on', () => acknowledged.length > after + 50);
  writing.abort();
  await Promise.all(writers);
  expect(after).toBeGreaterThan(during);
  const all = await contents(open(), topic);
  const texts = new Set(all.flat().map(textOf));
  expect(acknowledged.filter((value) => !texts.has(value))).toEqual([]);
  expect(all.flat().some(isOf('bob'))).toBe(false);
  await until('the member has all', () =>
    all.every((records, partition) => (position[partition] ?? 0) >= records.length),
  );
  // A record without key and value is seen as such, or as it was before.
  for (const [partition, records] of all.entries()) {
    for (const record of records) {
      if (!isErasedRecord(record)) expect(seen[partition]?.get(record.offset)).toBe(textOf(record));
    }
  }
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
  await subscription.stop();
}, 120_000);

test('what was broken off is gone on with; a copy that got too much is made anew', async () => {
  const { topic, log } = await filled(5_000);
  const before = await contents(log, topic);
  const job = jobOf(topic, 'bob');
  let calls = 0;
  const broken = async (records: readonly LogRecord[]) => {
    calls += 1;
    if (calls > 2) throw new Error('broken off');
    return job.select(records);
  };
  await expect(createKafkaEraser(options()).erase({ ...job, select: broken })).rejects.toThrow('broken off');
  const [copy = ''] = (await topicsOf(topic)).filter((name) => name !== topic);
  expect((await open().offsets(copy)).some(({ end }) => end > 0)).toBe(true);
  await createKafkaEraser(options()).erase(job);
  expect(await topicsOf(topic)).toEqual([copy]);
  expect(plain(await contents(log, topic))).toEqual(plain(without(before, 'bob')));

  calls = 0;
  await expect(
    createKafkaEraser(options()).erase({ ...jobOf(topic, 'ann7'), select: broken }),
  ).rejects.toThrow('broken off');
  const [second = ''] = (await topicsOf(topic)).filter((name) => name !== copy);
  const late = open();
  // Somebody who was taken for dead appends to the copy.
  await late.append([{ topic: second, partition: 0, key: 'c/ann', value: bytesOf('late') }]);
  await createKafkaEraser(options()).erase(jobOf(topic, 'ann7'));
  const names = await topicsOf(topic);
  expect([names.length, names.includes(second)]).toEqual([1, false]);
  const expected = without(without(before, 'bob'), 'ann7');
  expect(plain(await contents(log, topic))).toEqual(plain(expected));
}, 60_000);

test('topics that a dead copier froze take records again, and its switch no longer counts', async () => {
  const { topic, log } = await filled();
  const control = createControl(options());
  await control.refresh();
  const plan = { plan: uniqueName('dead'), from: control.state.generation(), job: 'dead' };
  await control.say({ kind: 'plan', ...plan, names: { [topic]: `${topic}.dead` } });
  await control.say({ kind: 'freeze', plan: plan.plan, limits: { [topic]: null } });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        ...{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic },
        configEntries: [{ name: 'max.message.bytes', value: '0' }],
      },
    ],
  });
  const appended = log.append([{ topic, partition: 0, key: 'c/ann', value: bytesOf('waits') }]);
  await until('it is known to be frozen', () => log.control.state.isFrozen());
  await createKafkaEraser(options()).recover();
  await appended;
  await control.say({ kind: 'switch', plan: plan.plan });
  expect(control.state.generation()).toBe(plan.from);
  expect((await readAll(log, { topic, partition: 0 })).map(textOf)).toContain('waits');
  await control.close();
}, 60_000);

test('two at once, of different learners, lose no record, and end when asked one after the other', async () => {
  const { topic, log } = await filled(2_000);
  const before = await contents(log, topic);
  const erase = (id: string) => createKafkaEraser(options()).erase(jobOf(topic, id));
  // Without the lease that lets one wait for the other, each may take the other for dead.
  await Promise.allSettled([erase('bob'), erase('ann7')]);
  await erase('bob');
  await erase('ann7');
  const after = await contents(open(), topic);
  expect(after.flat().some((record) => isOf('bob')(record) || isOf('ann7')(record))).toBe(false);
  const texts = new Set(after.flat().map(textOf));
  const others = without(without(before, 'bob'), 'ann7').flat();
  expect(others.filter((record) => !texts.has(textOf(record)))).toEqual([]);
  expect(await topicsOf(topic)).toHaveLength(1);
  await log.append([{ topic, partition: 0, key: 'c/ann', value: bytesOf('after') }]);
}, 90_000);
