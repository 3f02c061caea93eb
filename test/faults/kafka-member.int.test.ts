import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createKafkaLog } from '@learning-tracker/streams';
import { until } from '@learning-tracker/streams/contract';
import { expect, inject, it } from 'vitest';

const VICTIM = fileURLToPath(new URL('./consume-process.ts', import.meta.url));

it('the partitions of a killed member go to another, which gets what it had not resolved', async () => {
  const brokers = inject('kafkaBrokers');
  const topic = `killed-${crypto.randomUUID()}`;
  const log = createKafkaLog({ brokers: brokers.split(','), clientId: 'heir', sessionTimeout: 1_000 });
  await log.ensureTopics([{ name: topic, partitions: 2 }]);
  const victim = spawn(process.execPath, [VICTIM, brokers, topic, topic], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let said = '';
    victim.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await until('the victim has all', () => said.includes('assigned 2'));
    for (const partition of [0, 1]) {
      await log.append([{ topic, key: 'k', value: Buffer.from(`${partition}`), partition }]);
    }
    await until('the victim works on all', () => said.includes('got 0') && said.includes('got 1'));
    const got: string[] = [];
    const heir = await log.subscribe({
      group: topic,
      topics: [topic],
      onFailure: (error) => got.push(String(error)),
      onBatch: async ({ records }, control) => {
        for (const { value, offset } of records) {
          got.push(Buffer.from(value).toString());
          control.resolve(offset + 1);
        }
      },
    });
    await until('they share', () => heir.assignment().length === 1 && said.includes('assigned 1'));
    victim.kill('SIGKILL');
    await until('the heir has all', () => heir.assignment().length === 2);
    await until('it got what was left', () => got.length === 2);
    expect(got.toSorted()).toEqual(['0', '1']);
  } finally {
    victim.kill('SIGKILL');
    await log.close();
  }
});
