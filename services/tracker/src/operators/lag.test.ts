import { TrackerError } from '@learning-tracker/runtime';
import type { AggregateStore, PartitionProgress } from '@learning-tracker/storage';
import type { EventLog } from '@learning-tracker/streams';
import { expect, it } from 'vitest';
import { readLag } from './lag.ts';

const counts = {};

/** A log of two partitions a learner topic that holds offsets 10 to 20, and a store that stands where it is told. */
function ports(progress: readonly PartitionProgress[]) {
  const log: Pick<EventLog, 'offsets' | 'groupOffsets'> = {
    offsets: async (topic) => {
      if (topic === 'clickstream-events' || topic === 'course-content') {
        const partitions = topic === 'course-content' ? [0] : [0, 1];
        return partitions.map((partition) => ({ topic, partition, begin: 10, end: 20 }));
      }
      throw new TrackerError('LOG_TOPIC_UNKNOWN', topic, '');
    },
    groupOffsets: async (group) =>
      group === 'processor' ? [{ topic: 'clickstream-events', partition: 1, offset: 12 }] : [],
  };
  const store: Pick<AggregateStore, 'progress'> = { progress: async () => progress };
  return { log, store };
}

it('is what the store has not seen, by the partition that holds its position', async () => {
  const lag = await readLag(
    ports([
      { partition: 0, epoch: 1, positions: { 'clickstream-events': 20 }, complete: true, counts },
      { partition: 'content', epoch: 1, positions: { 'course-content': 15 }, complete: false, counts },
    ]),
    ['processor', 'nobody'],
  );
  expect(lag).toMatchObject([
    {
      topic: 'clickstream-events',
      partition: 0,
      begin: 10,
      end: 20,
      position: 20,
      lag: 0,
      state: 'complete',
    },
    { partition: 1, position: null, lag: 10, state: 'unclaimed', groups: { processor: 12, nobody: null } },
    { topic: 'course-content', position: 15, lag: 5, state: 'catching-up' },
  ]);
});

it.each([
  [9, 11],
  [21, 0],
])('says that a position of %i is outside the log', async (position, behind) => {
  const positions = { 'clickstream-events': position };
  const [lag] = await readLag(ports([{ partition: 0, epoch: 1, positions, complete: true, counts }]), []);
  expect(lag).toMatchObject({ position, lag: behind, state: 'out-of-range' });
});
