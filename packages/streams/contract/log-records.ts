import { describe, expect, it } from 'vitest';
import type { EventLog } from '../src/port.ts';
import { appendTexts, bytesOf, readAll, textOf, uniqueName } from './harness.ts';

/** Topics, appending, reading by range, offsets and times. */
export function recordsContract(client: () => EventLog): void {
  async function newTopic(partitions: number): Promise<string> {
    const topic = uniqueName('records');
    await client().ensureTopics([{ name: topic, partitions }]);
    return topic;
  }

  describe('topics', () => {
    it('creates a topic once and accepts it again', async () => {
      const topic = await newTopic(3);
      await client().ensureTopics([{ name: topic, partitions: 3 }]);
      expect(await client().offsets(topic)).toEqual(
        [0, 1, 2].map((partition) => ({ topic, partition, begin: 0, end: 0 })),
      );
    });

    it('tells the settings of a topic as texts', async () => {
      const settings = await client().settings(await newTopic(1));
      for (const value of Object.values(settings)) expect(value).toEqual(expect.any(String));
      await expect(client().settings(uniqueName('missing'))).rejects.toMatchObject({
        code: 'LOG_TOPIC_UNKNOWN',
      });
    });

    it('refuses another partition count', async () => {
      const topic = await newTopic(2);
      await expect(client().ensureTopics([{ name: topic, partitions: 3 }])).rejects.toMatchObject({
        code: 'LOG_TOPIC_MISMATCH',
      });
      expect(await client().offsets(topic)).toHaveLength(2);
    });

    it('says which topic or partition it does not have', async () => {
      const missing = uniqueName('missing');
      await expect(client().offsets(missing)).rejects.toMatchObject({ code: 'LOG_TOPIC_UNKNOWN' });
      await expect(
        client().append([{ topic: missing, key: 'k', value: bytesOf('v') }]),
      ).rejects.toMatchObject({ code: 'LOG_TOPIC_UNKNOWN' });
      const topic = await newTopic(1);
      await expect(
        client().append([{ topic, key: 'k', value: bytesOf('v'), partition: 1 }]),
      ).rejects.toMatchObject({ code: 'LOG_PARTITION_UNKNOWN' });
    });
  });

  describe('appending', () => {
    it('places a key where Kafka’s default partitioner does', async () => {
      const topic = await newTopic(12);
      const hashes = { '21': -973932308, foobar: -790332482, abc: 479470107 };
      await client().append(Object.keys(hashes).map((key) => ({ topic, key, value: bytesOf(key) })));
      for (const [key, hash] of Object.entries(hashes)) {
        const records = await readAll(client(), { topic, partition: (hash & 0x7fffffff) % 12 });
        expect(records.map((record) => record.key)).toContain(key);
      }
    });

    it('keeps all records of a key in one partition, in order, with dense ascending offsets', async () => {
      const topic = await newTopic(4);
      const sent = Array.from({ length: 200 }, (_, i) => ({ key: `course/ü${i % 7}`, text: `${i}` }));
      for (let i = 0; i < sent.length; i += 30) {
        const slice = sent.slice(i, i + 30);
        await client().append(slice.map(({ key, text }) => ({ topic, key, value: bytesOf(text) })));
      }
      const homes = new Map<string, number>();
      const received = new Map<string, string[]>();
      for (const { partition } of await client().offsets(topic)) {
        const records = await readAll(client(), { topic, partition });
        expect(records.map((record) => record.offset)).toEqual(records.map((_, i) => i));
        for (const record of records) {
          expect(homes.get(record.key) ?? partition).toBe(partition);
          homes.set(record.key, partition);
          received.set(record.key, [...(received.get(record.key) ?? []), textOf(record)]);
        }
      }
      for (const key of new Set(sent.map((record) => record.key))) {
        expect(received.get(key)).toEqual(sent.filter((one) => one.key === key).map((one) => one.text));
      }
    });

    it('puts a record where it is told, whatever its key', async () => {
      const topic = await newTopic(3);
      await appendTexts(client(), { topic, partition: 2 }, ['a', 'b']);
      expect((await readAll(client(), { topic, partition: 2 })).map(textOf)).toEqual(['a', 'b']);
      expect((await client().offsets(topic)).map(({ end }) => end)).toEqual([0, 0, 2]);
    });

    it('keeps keys and values byte for byte, empty ones too', async () => {
      const topic = await newTopic(1);
      const values = [
        new Uint8Array(0),
        Uint8Array.from({ length: 256 }, (_, i) => i),
        new Uint8Array(300_000).fill(7),
      ];
      const keys = ['', 'kürs/学习者 😀', 'x'.repeat(500)];
      await client().append(values.map((value, i) => ({ topic, key: keys[i] ?? '', value })));
      const records = await readAll(client(), { topic, partition: 0 });
      expect(records.map((record) => record.key)).toEqual(keys);
      expect(records.map((record) => [...record.value])).toEqual(values.map((value) => [...value]));
    });

    it('appends nothing for no records', async () => {
      const topic = await newTopic(1);
      await client().append([]);
      expect(await readAll(client(), { topic, partition: 0 })).toEqual([]);
    });
  });

  describe('reading a range', () => {
    it('gives exactly from (inclusive) to (exclusive)', async () => {
      const topic = await newTopic(1);
      const at = { topic, partition: 0 };
      for (const texts of [['0', '1', '2'], ['3'], ['4', '5']]) await appendTexts(client(), at, texts);
      for (let from = 0; from <= 6; from += 1) {
        for (let to = from; to <= 6; to += 1) {
          const offsets: number[] = [];
          for await (const batch of client().read({ ...at, from, to })) {
            expect(batch.records.length).toBeGreaterThan(0);
            expect(batch.highWatermark).toBe(6);
            offsets.push(...batch.records.map((record) => record.offset));
          }
          expect(offsets).toEqual(Array.from({ length: to - from }, (_, i) => from + i));
        }
      }
    });

    it('ends at the end known when reading began', async () => {
      const topic = await newTopic(1);
      const at = { topic, partition: 0 };
      await appendTexts(client(), at, ['0', '1']);
      const seen: string[] = [];
      for await (const batch of client().read({ ...at, from: 0, to: 1_000 })) {
        seen.push(...batch.records.map(textOf));
        await appendTexts(client(), at, ['later']);
      }
      expect(seen).toEqual(['0', '1']);
    });

    it('refuses a start outside what the partition holds, and a range that runs backwards', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1']);
      for (const range of [
        { from: -1, to: 1 },
        { from: 3, to: 4 },
        { from: 2, to: 1 },
      ]) {
        const reading = client()
          .read({ topic, partition: 0, ...range })
          [Symbol.asyncIterator]();
        await expect(reading.next()).rejects.toMatchObject({ code: 'LOG_OFFSET_OUT_OF_RANGE' });
      }
    });
  });

  describe('record times', () => {
    it('never decrease within a partition, and offsetsAt finds the first record at or after a time', async () => {
      const topic = await newTopic(2);
      const at = { topic, partition: 1 };
      for (let i = 0; i < 12; i += 1)
        await appendTexts(client(), at, Array.from({ length: (i % 3) + 1 }, String));
      const times = (await readAll(client(), at)).map((record) => record.appendedAt);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const asked = new Set(times.flatMap((time) => [time - 1_000, time, time + 1_000]));
      for (const time of asked) {
        const first = times.findIndex((one) => one >= time);
        expect(await client().offsetsAt(topic, time)).toEqual([
          { topic, partition: 0, offset: 0 },
          { ...at, offset: first < 0 ? times.length : first },
        ]);
      }
    });
  });
}
