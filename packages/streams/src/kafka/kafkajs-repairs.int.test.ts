import { expect, inject, it } from 'vitest';
import { appendTexts, observe, uniqueName } from '../../contract/harness.ts';
import { until } from '../../contract/until.ts';
import { createKafkaLog } from './kafka-log.ts';

it('kafkajs warns of no negative time-out', async () => {
  const warnings: string[] = [];
  const note = (warning: Error): void => {
    warnings.push(String(warning));
  };
  process.on('warning', note);
  const log = createKafkaLog({ brokers: inject('kafkaBrokers').split(','), clientId: 'test' });
  try {
    const topic = uniqueName('quiet');
    await log.ensureTopics([{ name: topic, partitions: 1 }]);
    const member = await observe(log, uniqueName('g'), [topic]);
    await appendTexts(log, { topic, partition: 0 }, ['x']);
    await until('it came', () => member.texts().length === 1);
    // Node tells of a warning in a later turn.
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  } finally {
    process.off('warning', note);
    await log.close();
  }
});
