import { partitionOf, recordKey, TOPICS } from '@learning-tracker/streams';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSettingsBench, PARTITIONS, type SettingsBench } from '../testing/settings-bench.ts';
import { createSettingsHistory } from './settings-history.ts';

let bench: SettingsBench;
beforeEach(async () => {
  bench = await createSettingsBench();
  for (let partition = 0; partition < PARTITIONS; partition += 1) await bench.catchUp(partition);
});
afterEach(() => bench.dispose());

const ANN = { courseId: 'c1', learnerId: 'ann' };
const KEY = recordKey('c1', 'ann');
const history = () => createSettingsHistory({ ...bench, partitions: PARTITIONS });

test('a learner’s events, and nobody else’s, by time and each once', async () => {
  const settings = bench.settings();
  await settings.change(ANN, { kind: 'goal', goal: 'first' });
  bench.clock.at += 1_000_000;
  await settings.change({ ...ANN, courseId: 'c2' }, { kind: 'goal', goal: 'elsewhere' });
  await settings.change({ ...ANN, learnerId: 'ben' }, { kind: 'goal', goal: 'of ben' });
  await settings.change(ANN, { kind: 'consent', consent: true, followUp: true, email: 'ann@example.org' });
  const partition = partitionOf(KEY, PARTITIONS);
  for await (const { records } of bench.log.read({
    ...{ topic: TOPICS.learnerSettings, partition, from: 0, to: 1 },
  })) {
    await bench.log.append(
      records.map(({ key, value }) => ({ topic: TOPICS.learnerSettings, key, value, partition })),
    );
  }
  const events = await history().events(ANN);
  const [first, ...rest] = events.map(({ change }) => Object.keys(change)[0]);
  expect(first).toBe('GoalSet');
  // Events of one instant come in the order of their random ids.
  expect(rest.toSorted()).toEqual(['ConsentChanged', 'InteractionRecorded']);
  expect(JSON.stringify(events)).not.toContain('example.org');
});

test('a record that cannot be read is left out', async () => {
  await bench.log.append([{ topic: TOPICS.learnerSettings, key: KEY, value: Buffer.from('unreadable') }]);
  expect(await history().events(ANN)).toEqual([]);
  await bench.settings().change(ANN, { kind: 'goal', goal: 'first' });
  expect(await history().events(ANN)).toHaveLength(1);
});
