import { describe, expect, it } from 'vitest';
import type { BatchControl, EventLog } from '../src/port.ts';
import {
  appendTexts,
  endOf,
  gate,
  type Observed,
  observe,
  placeOf,
  resolveAll,
  textOf,
  uniqueName,
} from './harness.ts';
import { until } from './until.ts';

/** Consumer groups: sharing partitions, positions, failures. */
export function groupsContract(client: () => EventLog, anotherClient: () => Promise<EventLog>): void {
  async function newTopics(...partitions: readonly number[]): Promise<readonly string[]> {
    const topics = partitions.map((count) => ({ name: uniqueName('groups'), partitions: count }));
    await client().ensureTopics(topics);
    return topics.map((topic) => topic.name);
  }

  async function newTopic(partitions: number): Promise<string> {
    const [topic = ''] = await newTopics(partitions);
    return topic;
  }

  const saw = (observed: Observed, ...texts: readonly string[]): Promise<void> =>
    until(`${texts.join(', ')} came`, () => {
      const seen = observed.texts();
      return texts.every((text) => seen.includes(text));
    });

  describe('delivery', () => {
    it('starts a new group at the beginning and follows what is appended later', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1']);
      const member = await observe(client(), uniqueName('g'), [topic]);
      await saw(member, '1');
      await appendTexts(client(), { topic, partition: 0 }, ['2']);
      await saw(member, '2');
      expect(member.texts()).toEqual(['0', '1', '2']);
      await member.subscription.stop();
      expect(member.failures).toEqual([]);
    });

    it('tells the end of the partition with each batch and keeps to the limits of a batch', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']);
      const byCount = await observe(client(), uniqueName('g'), [topic], resolveAll, { maxRecords: 2 });
      const byBytes = await observe(client(), uniqueName('g'), [topic], resolveAll, { maxBytes: 9 });
      for (const member of [byCount, byBytes]) {
        await saw(member, 'eeee');
        expect(member.texts()).toEqual(['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee']);
        expect(Math.max(...member.batches.map((batch) => batch.records.length))).toBe(2);
        expect(new Set(member.batches.map((batch) => batch.highWatermark))).toEqual(new Set([5]));
        await member.subscription.stop();
      }
    });

    it('gives one batch at a time of a partition, whatever is appended meanwhile', async () => {
      const topic = await newTopic(2);
      for (const partition of [0, 1]) await appendTexts(client(), { topic, partition }, ['0', '1', '2', '3']);
      const running = new Set<string>();
      let overlaps = 0;
      const member = await observe(
        client(),
        uniqueName('g'),
        [topic],
        async (batch, control) => {
          if (running.has(placeOf(batch))) overlaps += 1;
          running.add(placeOf(batch));
          if (endOf(batch) === 1) await appendTexts(client(), batch, ['news']);
          for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
          running.delete(placeOf(batch));
          resolveAll(batch, control);
        },
        { maxRecords: 1 },
      );
      await until('all came', () => member.batches.length === 10);
      expect(overlaps).toBe(0);
      await member.subscription.stop();
    });

    it('handles no more batches at once than asked, and leaves out no partition', async () => {
      const topic = await newTopic(5);
      const texts = ['0', '1', '2'];
      for (let partition = 0; partition < 5; partition += 1)
        await appendTexts(client(), { topic, partition }, texts);
      let running = 0;
      let most = 0;
      const member = await observe(
        client(),
        uniqueName('g'),
        [topic],
        async (batch, control) => {
          running += 1;
          most = Math.max(most, running);
          for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          resolveAll(batch, control);
        },
        { maxRecords: 1, maxConcurrentBatches: 2 },
      );
      await until('all came', () => member.batches.length === 5 * texts.length);
      expect(most).toBe(2);
      await member.subscription.stop();
    });

    it('brings nothing more of a parked partition, which takes no place of the others', async () => {
      const topic = await newTopic(3);
      const texts = ['0', '1', '2'];
      const log = client();
      for (let partition = 0; partition < 3; partition += 1)
        await appendTexts(log, { topic, partition }, texts);
      const group = uniqueName('g');
      const member = await observe(
        client(),
        group,
        [topic],
        (batch, control) => {
          if (batch.partition === 0) control.park();
          else resolveAll(batch, control);
        },
        { maxRecords: 1, maxConcurrentBatches: 1 },
      );
      await until('the others came', () => member.batches.length === 1 + 2 * texts.length);
      await appendTexts(log, { topic, partition: 0 }, ['3']);
      await appendTexts(log, { topic, partition: 1 }, ['3']);
      await until('one more came', () => member.batches.length >= 2 + 2 * texts.length);
      const ofParked = member.batches.filter(({ partition }) => partition === 0);
      expect(ofParked.map(({ records }) => records.map(textOf))).toEqual([['0']]);
      await member.subscription.stop();
      const again = await observe(client(), group, [topic]);
      await until('it is brought to who holds it next', () => again.batches.length > 0);
      expect(again.delivered()[0]).toBe(`${topic}/0@0`);
      await again.subscription.stop();
    });

    it('calls nobody for an empty topic', async () => {
      const [empty = '', full = ''] = await newTopics(1, 1);
      await appendTexts(client(), { topic: full, partition: 0 }, ['x']);
      const member = await observe(client(), uniqueName('g'), [empty, full]);
      await saw(member, 'x');
      await member.subscription.stop();
      expect(member.texts()).toEqual(['x']);
      expect(member.assigned()).toEqual([]);
    });
  });

  describe('sharing', () => {
    it('shares all partitions between two members, co-partitioned, each exactly once', async () => {
      const [wide = '', alike = '', narrow = ''] = await newTopics(4, 4, 1);
      const group = uniqueName('g');
      const topics = [wide, alike, narrow];
      const first = await observe(client(), group, topics);
      await until('the first has all', () => first.assigned().length === 9);
      const second = await observe(client(), group, topics);
      const indexes = (member: Observed, topic: string): readonly number[] =>
        member.subscription.assignment().flatMap((at) => (at.topic === topic ? [at.partition] : []));
      await until(
        'each has its half',
        () => indexes(first, wide).length === 2 && indexes(second, wide).length === 2,
      );
      await until('all are assigned', () => first.assigned().length + second.assigned().length === 9);
      for (const member of [first, second]) {
        expect(indexes(member, alike).toSorted()).toEqual(indexes(member, wide).toSorted());
        expect(indexes(member, narrow)).toEqual(indexes(member, wide).filter((index) => index === 0));
      }
      expect(new Set([...first.assigned(), ...second.assigned()]).size).toBe(9);
      for (const partition of [0, 1, 2, 3]) {
        await appendTexts(client(), { topic: wide, partition }, [`${partition}`]);
      }
      await until('all came', () => first.texts().length + second.texts().length === 4);
      for (const member of [first, second]) {
        expect(member.texts().toSorted()).toEqual(indexes(member, wide).map(String).toSorted());
        expect(member.generations).toEqual(member.generations.toSorted((a, b) => a - b));
      }
      await Promise.all([first.subscription.stop(), second.subscription.stop()]);
    });

    it('moves the partitions of a leaving member, which go on where it resolved', async () => {
      const topic = await newTopic(2);
      const group = uniqueName('g');
      const stays = await observe(client(), group, [topic]);
      const leaves = await observe(client(), group, [topic]);
      await until('both have one', () => stays.assigned().length === 1 && leaves.assigned().length === 1);
      for (const partition of [0, 1])
        await appendTexts(client(), { topic, partition }, [`${partition} before`]);
      await until('both came', () => stays.texts().length === 1 && leaves.texts().length === 1);
      await leaves.subscription.stop();
      await until('the other has both', () => stays.assigned().length === 2);
      for (const partition of [0, 1])
        await appendTexts(client(), { topic, partition }, [`${partition} after`]);
      await saw(stays, '0 after', '1 after');
      expect(leaves.texts()).toHaveLength(1);
      expect(stays.texts()).toHaveLength(3);
      await stays.subscription.stop();
    });

    it('keeps groups apart', async () => {
      const topic = await newTopic(1);
      const one = await observe(client(), uniqueName('g'), [topic]);
      const other = await observe(client(), uniqueName('g'), [topic]);
      await appendTexts(client(), { topic, partition: 0 }, ['x']);
      await saw(one, 'x');
      await saw(other, 'x');
      await Promise.all([one.subscription.stop(), other.subscription.stop()]);
    });
  });

  describe('positions', () => {
    it('resume where the group resolved, also for another client', async () => {
      const topic = await newTopic(1);
      const group = uniqueName('g');
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1', '2']);
      const first = await observe(client(), group, [topic], (_, control) => control.resolve(2));
      await saw(first, '2');
      await first.subscription.stop();
      expect(await client().groupOffsets(group)).toEqual([{ topic, partition: 0, offset: 2 }]);
      const second = await observe(await anotherClient(), group, [topic]);
      await saw(second, '2');
      expect(second.texts()).toEqual(['2']);
      await second.subscription.stop();
    });

    it('give a batch again that nobody resolved', async () => {
      const topic = await newTopic(1);
      const group = uniqueName('g');
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1']);
      const forgetful = await observe(client(), group, [topic], () => {});
      await saw(forgetful, '1');
      await forgetful.subscription.stop();
      expect(await client().groupOffsets(group)).toEqual([]);
      const next = await observe(client(), group, [topic]);
      await saw(next, '0', '1');
      await next.subscription.stop();
    });

    it('go on where the batch was resolved, so that the rest comes again', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1', '2']);
      const resolved = [undefined, 1, 2, 3];
      const member = await observe(client(), uniqueName('g'), [topic], (_, control) => {
        const offset = resolved.shift();
        if (offset !== undefined) control.resolve(offset);
      });
      await until('all was resolved', () => resolved.length === 0);
      await appendTexts(client(), { topic, partition: 0 }, ['3']);
      await saw(member, '3');
      await member.subscription.stop();
      const starts = member.batches.slice(0, 5).map((batch) => batch.records[0]?.offset);
      expect(starts).toEqual([0, 0, 1, 2, 3]);
    });

    it('follow a seek back and a seek forth', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1', '2', '3', '4', '5']);
      const jumps = new Map([
        [1, 4],
        [4, 0],
      ]);
      const starts: number[] = [];
      const member = await observe(
        client(),
        uniqueName('g'),
        [topic],
        (batch, control) => {
          const start = endOf(batch) - batch.records.length;
          starts.push(start);
          const target = jumps.get(start);
          jumps.delete(start);
          if (target !== undefined) control.seek({ topic, partition: 0, offset: target });
          resolveAll(batch, control);
        },
        { maxRecords: 1 },
      );
      await until('the end came', () => starts.at(-1) === 5);
      expect(starts).toEqual([0, 1, 4, 0, 1, 2, 3, 4, 5]);
      await member.subscription.stop();
    });
  });

  describe('control', () => {
    it('is current while the partition is held and not afterwards; a late resolve is void', async () => {
      const topic = await newTopic(1);
      const group = uniqueName('g');
      await appendTexts(client(), { topic, partition: 0 }, ['0']);
      const controls: BatchControl[] = [];
      const member = await observe(client(), group, [topic], async (_, control) => {
        controls.push(control);
        await control.heartbeat();
      });
      await until('the batch came', () => controls.length > 0);
      const [control] = controls;
      expect(control?.isCurrent()).toBe(true);
      expect(control?.generation).toBe(member.generations.at(-1));
      await member.subscription.stop();
      expect(control?.isCurrent()).toBe(false);
      control?.resolve(1);
      expect(await client().groupOffsets(group)).toEqual([]);
    });

    it('lets a running batch finish and resolve before stop settles', async () => {
      const topic = await newTopic(1);
      const group = uniqueName('g');
      await appendTexts(client(), { topic, partition: 0 }, ['0', '1']);
      const { opened, open } = gate();
      const member = await observe(
        client(),
        group,
        [topic],
        async (batch, control) => {
          await opened;
          resolveAll(batch, control);
        },
        { maxRecords: 1 },
      );
      await until('the batch came', () => member.batches.length > 0);
      const stopping = member.subscription.stop();
      open();
      await stopping;
      expect(member.texts()).toEqual(['0']);
      expect(await client().groupOffsets(group)).toEqual([{ topic, partition: 0, offset: 1 }]);
    });
  });

  describe('failures', () => {
    it('stops the subscription of a rejected handler and gives its batch to the next', async () => {
      const topic = await newTopic(1);
      const group = uniqueName('g');
      await appendTexts(client(), { topic, partition: 0 }, ['0']);
      const broken = await observe(client(), group, [topic], async () => {
        throw new Error('no store');
      });
      await until('the failure was told', () => broken.failures.length > 0);
      expect(broken.failures).toEqual([expect.objectContaining({ message: 'no store' })]);
      expect(broken.assigned()).toEqual([]);
      const next = await observe(client(), group, [topic]);
      await saw(next, '0');
      expect(broken.batches).toHaveLength(1);
      await next.subscription.stop();
    });

    it('stops a subscription that is sent outside the log', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['0']);
      const lost = await observe(client(), uniqueName('g'), [topic], (_, control) =>
        control.seek({ topic, partition: 0, offset: 1_000 }),
      );
      await until('the failure was told', () => lost.failures.length > 0);
      expect(lost.failures).toEqual([expect.objectContaining({ code: 'LOG_OFFSET_OUT_OF_RANGE' })]);
    });

    it('goes on at the nearest offset instead, for a handler that keeps positions of its own', async () => {
      const topic = await newTopic(1);
      await appendTexts(client(), { topic, partition: 0 }, ['0']);
      const member = await observe(
        client(),
        uniqueName('g'),
        [topic],
        (batch, control) => {
          if (batch.records[0]?.offset === 0) control.seek({ topic, partition: 0, offset: 1_000 });
          else control.resolve(endOf(batch));
        },
        { outOfRange: 'nearest' },
      );
      await saw(member, '0');
      // Which offset is the nearest depends on when it is looked for.
      await until('a later record came', async () => {
        await appendTexts(client(), { topic, partition: 0 }, ['later']);
        return member.texts().includes('later');
      });
      expect(member.failures).toEqual([]);
    });
  });
}
