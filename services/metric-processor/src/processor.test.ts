import type { ManualScheduler } from '@learning-tracker/runtime';
import { partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COURSE, directBytes, recordOf, someFacts, storedBytes } from './testing/facts.ts';
import {
  books,
  createWorkbench,
  eventsOf,
  outcomes,
  until,
  untilCaughtUp,
  type Workbench,
} from './testing/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await createWorkbench();
});
afterEach(() => bench.dispose());

/** So many that both halves have some on each partition of each topic. */
const FACTS = someFacts(300);
const FIRST = FACTS.slice(0, 150);
const REST = FACTS.slice(150);

async function expectEverythingOnce(store = bench.store): Promise<void> {
  expect(await storedBytes(store)).toEqual(directBytes(FACTS));
  for (const [place, [counted, position]] of Object.entries(await books(store)))
    expect([place, counted]).toEqual([place, position]);
  const { applied, unchanged } = await outcomes(store);
  expect(applied + unchanged).toBe(FACTS.length);
}

describe('from the log to the store', () => {
  test('the state has the bytes of direct application, and the books balance', async () => {
    await bench.publish(FIRST);
    await bench.process();
    await bench.publish(REST);
    await untilCaughtUp(bench);
    await expectEverythingOnce();
    expect(Object.keys(await books(bench.store)).sort()).toEqual([
      'clickstream-events/0',
      'clickstream-events/1',
      'course-content/content',
      'learner-settings/0',
      'learner-settings/1',
      'table-rows/0',
      'table-rows/1',
    ]);
  });

  test('the group’s offsets follow, for lag tools', async () => {
    await bench.publish(FACTS);
    const { processor } = await bench.process({ group: 'lag' });
    await untilCaughtUp(bench);
    await processor.stop();
    const topics = [TOPICS.clicks, TOPICS.learnerSettings, TOPICS.tableRows];
    const ends = (await Promise.all(topics.map((topic) => bench.log.offsets(topic)))).flat();
    const wanted = ends.filter(({ end }) => end > 0);
    expect(await bench.log.groupOffsets('lag')).toEqual(
      wanted.map(({ topic, partition, end }) => ({ topic, partition, offset: end })),
    );
  });

  test('a learner’s record says when its newest record entered log and store', async () => {
    const [fact] = FACTS.filter(({ learnerId }) => learnerId === 'ann');
    if (fact === undefined) throw new Error('no fact of ann');
    bench.clock.at = 5_000_000;
    await bench.publish([fact]);
    bench.clock.at = 7_000_000;
    await bench.process();
    await untilCaughtUp(bench);
    expect(await bench.store.meta({ courseId: COURSE, learnerId: 'ann' })).toMatchObject({
      publishedAt: 5_000_000,
      processedAt: 7_000_000,
    });
  });

  test('facts later than an as-of time are ignored, a grade without a time is not', async () => {
    const ann = (at: number | null) => ({
      learnerId: 'ann',
      fact: { type: 'itemGrade', version: 1, deleted: false, itemId: `${at}`, grade: 1, at } as const,
    });
    const facts = [ann(10), ann(11), ann(null)];
    await bench.publish(facts);
    await bench.process({ asOf: 10 });
    await untilCaughtUp(bench);
    expect(await storedBytes(bench.store)).toEqual(directBytes([ann(10), ann(null)]));
    expect(await outcomes(bench.store)).toMatchObject({ applied: 2, ignored: 1 });
  });

  test('a learner on the erasure list leaves nothing but a count', async () => {
    await bench.publish(FACTS);
    await bench.process({ isErased: ({ learnerId }) => learnerId === 'bob' });
    await untilCaughtUp(bench);
    const others = FACTS.filter(({ learnerId }) => learnerId !== 'bob');
    expect(await storedBytes(bench.store)).toEqual(directBytes(others));
    expect(await outcomes(bench.store)).toMatchObject({ erased: FACTS.length - others.length });
  });
});

describe('a record that cannot be used', () => {
  const key = recordKey(COURSE, 'ann');

  test('is a dead letter with reason and bytes, and the rest goes on', async () => {
    const garbage = new Uint8Array([9, 9, 9]);
    const config = { courseId: COURSE, version: 1, json: JSON.stringify({ courseId: COURSE }) };
    const misplaced = bench.serde.encode('CourseConfigured', config);
    const [fact] = FACTS;
    if (fact === undefined) throw new Error('no facts');
    const stray = recordOf(bench.serde, { learnerId: 'ann', fact: fact.fact });
    const strayKey = recordKey(COURSE, 'zoe');
    await bench.log.append([
      { topic: TOPICS.clicks, key, value: garbage },
      { topic: TOPICS.tableRows, key, value: misplaced },
      { ...stray, key: strayKey },
      { topic: TOPICS.courseContent, key: COURSE, value: garbage },
      { topic: TOPICS.courseContent, key: COURSE, value: stray.value },
      { topic: TOPICS.courseContent, key: 'another course', value: misplaced },
      { ...recordOf(bench.serde, fact), partition: 1 - partitionOf(recordKey(COURSE, fact.learnerId), 2) },
    ]);
    await bench.publish(FACTS);
    await bench.process();
    await untilCaughtUp(bench);

    expect(await storedBytes(bench.store)).toEqual(directBytes(FACTS));
    expect(await outcomes(bench.store)).toMatchObject({ deadLettered: 7 });
    const letters = (await eventsOf(bench.log, bench.serde, TOPICS.deadLetters)).flatMap((event) =>
      event.name === 'DeadLetter' ? [event.value] : [],
    );
    const ofAnn = partitionOf(key, 2);
    const found = letters.map(({ source, code, learnerId, id }) => ({
      source,
      code,
      learnerId,
      same: id === source,
    }));
    expect(found).toHaveLength(7);
    expect(found).toEqual(
      expect.arrayContaining([
        { source: `${TOPICS.clicks}/${ofAnn}/0`, code: 'RECORD_UNDECODABLE', learnerId: 'ann', same: true },
        {
          source: `${TOPICS.tableRows}/${ofAnn}/0`,
          code: 'RECORD_OUT_OF_PLACE',
          learnerId: 'ann',
          same: true,
        },
        expect.objectContaining({ code: 'RECORD_OUT_OF_PLACE', learnerId: 'zoe' }),
        { source: `${TOPICS.courseContent}/0/0`, code: 'RECORD_UNDECODABLE', learnerId: null, same: true },
        { source: `${TOPICS.courseContent}/0/1`, code: 'RECORD_OUT_OF_PLACE', learnerId: null, same: true },
        { source: `${TOPICS.courseContent}/0/2`, code: 'RECORD_OUT_OF_PLACE', learnerId: null, same: true },
        expect.objectContaining({ code: 'RECORD_OUT_OF_PLACE', learnerId: fact.learnerId }),
      ]),
    );
    for (const { reason, courseId, source } of letters) {
      expect(reason).not.toBe('');
      // Filed by the key that the record stands under.
      expect(courseId).toBe(source === `${TOPICS.courseContent}/0/2` ? 'another course' : COURSE);
    }
    expect(letters.map(({ original }) => [...original])).toContainEqual([...misplaced]);
  });

  test('is ignored, not dead, where only `publish` names its table', async () => {
    const value = bench.serde.encode('TableRowChanged', {
      courseId: COURSE,
      learnerId: 'ann',
      version: 1,
      deleted: false,
      row: { OtherRow: { table: 'demographics' } },
      extra: {},
    });
    await bench.log.append([{ topic: TOPICS.tableRows, key, value }]);
    const row = { OtherContentRow: { table: 'partners' } };
    await bench.publishCourse('ContentRowChanged', { version: 1, deleted: false, row, extra: {} });
    await bench.process();
    await untilCaughtUp(bench);
    expect(await outcomes(bench.store)).toMatchObject({ ignored: 2, deadLettered: 0 });
  });
});

describe('a restart', () => {
  test('goes on at the store’s positions and counts nothing twice', async () => {
    await bench.publish(FIRST);
    const first = await bench.process();
    await untilCaughtUp(bench);
    await first.processor.stop();
    await bench.publish(REST);
    await bench.process();
    await untilCaughtUp(bench);
    await expectEverythingOnce();
  });

  test('with a group that stands behind the store seeks forth', async () => {
    await bench.publish(FIRST);
    const first = await bench.process();
    await untilCaughtUp(bench);
    await first.processor.stop();
    await bench.publish(REST);
    await bench.process({ group: 'new' });
    await untilCaughtUp(bench);
    await expectEverythingOnce();
  });

  test('with a group that stands ahead of the store seeks back', async () => {
    await bench.publish(FIRST);
    bench.copyStore('older');
    const first = await bench.process();
    await untilCaughtUp(bench);
    await first.processor.stop();
    await bench.publish(REST);
    const store = bench.openStore('older');
    await bench.process({ store });
    await untilCaughtUp({ log: bench.log, store });
    await expectEverythingOnce(store);
  });

  test('with a group ahead of the store, and nothing new, is made up for by the next beats', async () => {
    await bench.publish(FACTS);
    bench.copyStore('older');
    const first = await bench.process();
    await untilCaughtUp(bench);
    await first.processor.stop();
    const store = bench.openStore('older');
    const { scheduler } = await bench.process({ store });
    await untilBeaten(scheduler, () => untilCaughtUp({ log: bench.log, store }));
    await expectEverythingOnce(store);
  });
});

/** Lets beats come for as long as `work` takes. */
async function untilBeaten(
  scheduler: { advance(ms: number): void },
  work: () => Promise<void>,
): Promise<void> {
  let done = false;
  const finished = work().finally(() => {
    done = true;
  });
  await until(() => {
    scheduler.advance(5_000);
    return done;
  });
  await finished;
}

describe('two processors of one group', () => {
  const epochs = async () => (await bench.store.progress()).map(({ epoch }) => epoch);

  test('share the partitions, and leave the other’s alone', async () => {
    await bench.publish(FIRST);
    const one = await bench.process();
    await untilCaughtUp(bench);
    const other = await bench.process({ store: bench.openStore() });
    // The newcomer claims its share; the first claims the rest anew, since its assignment changed.
    await until(async () => (await epochs()).every((epoch) => epoch === 2));
    await bench.publish(REST);
    await untilCaughtUp(bench);
    for (const { scheduler } of [one, other]) await beatOf(scheduler);
    expect(await epochs()).toEqual([2, 2, 2]);
    await expectEverythingOnce();
  });

  test('hand over when one stops', async () => {
    await bench.publish(FIRST);
    const one = await bench.process({ limits: { maxRecords: 3 } });
    await bench.process({ store: bench.openStore(), limits: { maxRecords: 4 } });
    await one.processor.stop();
    await bench.publish(REST);
    await untilCaughtUp(bench);
    await expectEverythingOnce();
  });
});

/** Lets one beat of every partition pass. */
async function beatOf(scheduler: ManualScheduler): Promise<void> {
  scheduler.advance(5_000);
  await until(() => scheduler.waiting > 0);
}

describe('two processors that both hold the partitions', () => {
  test('fence each other, and nothing is lost or doubled', async () => {
    await bench.publish(FIRST);
    await bench.process({ limits: { maxRecords: 7 } });
    await untilCaughtUp(bench);
    // A client of its own knows nothing of the other's group: it holds everything too, with a store handle of its own.
    const log = await bench.openLog();
    const store = bench.openStore();
    await bench.process({ log, store, limits: { maxRecords: 5 } });
    await until(async () => (await store.progress()).every(({ epoch }) => epoch >= 2));
    for (const fact of REST) await bench.publish([fact]);
    await untilCaughtUp(bench);
    await expectEverythingOnce();
  });
});

describe('a partition whose position the log does not hold', () => {
  test.each([1, 4])('stops with the gap in its message, and the others go on (%i at once)', async (width) => {
    const byPartition = [0, 1].map((wanted) =>
      FACTS.filter(({ learnerId }) => partitionOf(recordKey(COURSE, learnerId), 2) === wanted),
    );
    const [ofZero = [], ofOne = []] = byPartition;
    await bench.publish(ofZero);
    const first = await bench.process();
    await untilCaughtUp(bench);
    await first.processor.stop();

    // A log that was restored from an earlier time: partition 0 has less than the store has seen.
    const log = await bench.openLog('restored');
    await log.append([...ofZero.slice(0, 1), ...ofOne].map((fact) => recordOf(bench.serde, fact)));
    const { processor, failures } = await bench.process({ log, limits: { maxConcurrentBatches: width } });
    await untilCaughtUp({ log, store: bench.store }, [0]);
    await until(() => processor.failures().length > 0);
    const failure = processor.failures().join();
    expect(failure).toMatch(
      /^POSITION_OUT_OF_RANGE: .+\/0: the store stands at offset \d+, the log holds 0 to \d+$/,
    );
    expect(await storedBytes(bench.store)).toEqual(directBytes(FACTS));
    expect((await bench.store.progress()).map(({ partition, complete }) => [partition, complete])).toEqual([
      ['content', true],
      [0, false],
      [1, true],
    ]);
    expect(failures).toEqual([]);
    await processor.stop();
  });
});

describe('complete', () => {
  const completeness = async () =>
    Object.fromEntries(
      (await bench.store.progress()).map(({ partition, complete }) => [partition, complete]),
    );

  test('is an idle partition as soon as it is claimed', async () => {
    await bench.process();
    await until(async () => (await bench.store.progress()).length === 3);
    await until(async () => Object.values(await completeness()).every((complete) => complete));
    expect(await completeness()).toEqual({ content: true, 0: true, 1: true });
  });

  test('is no partition before it has passed the log end noted at its claim', async () => {
    await bench.publish(FACTS);
    const seen: boolean[] = [];
    await bench.process({
      limits: { maxRecords: 1 },
      store: {
        ...bench.store,
        commit: async (partition, claim, commit) => {
          if (partition === 0) seen.push(commit.complete);
          return bench.store.commit(partition, claim, commit);
        },
      },
    });
    await untilCaughtUp(bench);
    expect(await completeness()).toEqual({ content: true, 0: true, 1: true });
    // One commit a record; only the last passes the end of both topics.
    expect(seen.slice(0, -1)).not.toContain(true);
    expect(seen.at(-1)).toBe(true);
  });
});

describe('a learner who is erased meanwhile', () => {
  test('is not written from what was read before, and what is left of the records is counted', async () => {
    const ann = { courseId: COURSE, learnerId: 'ann' };
    const listed = new Set<string>();
    let known = new Set<string>();
    let erase: (() => Promise<unknown>) | null = null;
    const store = {
      ...bench.store,
      async commit(...commit: Parameters<typeof bench.store.commit>) {
        // Between the slice, which still holds the learner, and its commit.
        const [partition, , { parts }] = commit;
        if (partition !== 'content' && parts.some(({ learnerId }) => learnerId === 'ann')) {
          const once = erase;
          erase = null;
          await once?.();
        }
        return bench.store.commit(...commit);
      },
    };
    erase = () => {
      listed.add('ann');
      return bench.store.erase({ courseId: COURSE, ids: ['ann'] });
    };
    await bench.publish(FACTS);
    await bench.log.append([{ topic: TOPICS.clicks, key: '', value: new Uint8Array(0), partition: 0 }]);
    await bench.process({
      store,
      isErased: ({ learnerId }) => known.has(learnerId),
      refreshErasures: async () => {
        known = new Set(listed);
      },
    });
    await untilCaughtUp(bench);
    expect(listed.has('ann')).toBe(true);
    expect(await bench.store.read(ann)).toBeNull();
    const own = FACTS.filter(({ learnerId }) => learnerId === 'ann').length;
    expect(own).toBeGreaterThan(0);
    const { erased, deadLettered } = await outcomes(bench.store);
    expect(deadLettered).toBe(0);
    expect(erased).toBeGreaterThan(1);
    for (const [place, [counted, position]] of Object.entries(await books(bench.store)))
      expect([place, counted]).toEqual([place, position]);
  });
});
