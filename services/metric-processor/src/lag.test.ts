import { createTelemetry } from '@learning-tracker/runtime';
import type { PartitionId } from '@learning-tracker/storage';
import { TOPICS } from '@learning-tracker/streams';
import { expect, test } from 'vitest';
import { createLagGauge } from './lag.ts';
import type { Standing } from './partitions/partition-owner.ts';

const log = {
  offsets: async (topic: string) =>
    (topic === TOPICS.courseContent ? [0] : [0, 1]).map((partition) => ({
      topic,
      partition,
      begin: 0,
      end: 10 + partition,
    })),
};
const standing = (at: number, complete = true): Standing => ({
  positions: { [TOPICS.clicks]: at, [TOPICS.courseContent]: at },
  complete,
});

test('shows the lag of what is owned, and takes back what another owns from now on', async () => {
  const telemetry = createTelemetry();
  const gauge = createLagGauge(log, telemetry);
  const lines = async () =>
    (await telemetry.text()).split('\n').filter((line) => /^learning_tracker_(lag|partition)/.test(line));
  await gauge.show(
    new Map<PartitionId, Standing>([
      [1, standing(4, false)],
      ['content', standing(10)],
    ]),
  );
  expect(await lines()).toEqual([
    'learning_tracker_lag_records{topic="clickstream-events",partition="1"} 7',
    'learning_tracker_lag_records{topic="table-rows",partition="1"} 11',
    'learning_tracker_lag_records{topic="learner-settings",partition="1"} 11',
    'learning_tracker_lag_records{topic="course-content",partition="0"} 0',
    'learning_tracker_partition_complete{partition="1"} 0',
    'learning_tracker_partition_complete{partition="content"} 1',
  ]);
  await gauge.show(new Map<PartitionId, Standing>([['content', standing(8)]]));
  expect(await lines()).toEqual([
    'learning_tracker_lag_records{topic="course-content",partition="0"} 2',
    'learning_tracker_partition_complete{partition="content"} 1',
  ]);
});
