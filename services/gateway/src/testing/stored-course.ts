import { DAY, emptyCoursePart, type Item, type Part, progressKey } from '@learning-tracker/metrics';
import { type AggregateStore, encodeCoursePart, encodePart } from '@learning-tracker/storage';
import { partitionOf } from '@learning-tracker/streams';
import { NOW } from './fakes.ts';

const START = NOW - 10 * DAY;

/** Commits a small course (c1, branch b1, four items) and learner t1, known as d1, who has completed three. */
export async function storeSmallCourse(store: AggregateStore): Promise<void> {
  const version = NOW;
  const item = (itemId: string): [string, { version: number; value: Item }] => [
    itemId,
    {
      version,
      value: {
        itemId,
        branchId: null,
        lessonId: null,
        typeId: null,
        order: 0,
        name: itemId,
        optional: false,
      },
    },
  ];
  const itemIds = ['i1', 'i2', 'i3', 'i4'];
  const session = { sessionId: 's1', startAt: START, endAt: null, branchId: 'b1' };
  const content = await store.claim('content');
  await store.commit('content', content, {
    ...NOTHING,
    courseParts: [
      { ...emptyCoursePart('config'), kind: 'config' as const, version, json: '{"courseId":"c1"}' },
      { kind: 'items' as const, rows: new Map(itemIds.map(item)) },
      { kind: 'sessions' as const, rows: new Map([['s1', { version, value: session }]]) },
      { kind: 'exports' as const, exportedUpTo: NOW, tables: new Map() },
    ].map((part) => ({ courseId: 'c1', part: part.kind, bytes: encodeCoursePart(part) })),
    ids: [{ courseId: 'c1', learnerId: 't1', dashboardId: 'd1', version, deleted: false }],
  });

  const home = partitionOf('c1/t1', store.partitions);
  for (let partition = 0; partition < store.partitions; partition += 1) {
    const claim = await store.claim(partition);
    await store.commit(partition, claim, partition === home ? { ...NOTHING, ...learner() } : NOTHING);
  }
}

const NOTHING = {
  positions: {},
  parts: [],
  learners: [],
  courseParts: [],
  ids: [],
  counts: {},
  complete: true,
};

function learner() {
  const rows = ['i1', 'i2', 'i3'].map((itemId, index) => {
    const row = { itemId, state: 2, at: START + index * DAY };
    return [progressKey(row), { ...row, version: NOW, count: 1 }] as const;
  });
  const parts: Part[] = [
    { kind: 'progress', rows: new Map(rows) },
    {
      kind: 'memberships',
      sessions: new Map([['s1', { version: NOW, value: { startAt: START, endAt: null } }]]),
    },
  ];
  const ref = { courseId: 'c1', learnerId: 't1' };
  return {
    parts: parts.map((part) => ({ ...ref, part: part.kind, bytes: encodePart(part) })),
    learners: [{ ...ref, revision: 'r1', publishedAt: NOW, processedAt: NOW }],
  };
}
