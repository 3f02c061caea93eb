import { until } from '@learning-tracker/streams/contract';
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { createCuttingProxy } from '../../packages/storage/src/redis/testing/cutting-proxy.ts';
import { freePorts } from '../servers/free-ports.ts';
import type { Bed } from './bed.ts';
import { ALL_PARTITIONS, type Input, makeInput } from './input.ts';
import { testBed } from './test-bed.ts';

let input: Input;
beforeAll(async () => {
  input = await makeInput();
});

async function expectTheSame(bed: Bed): Promise<void> {
  await bed.untilCaughtUp();
  expect(await bed.difference()).toBeNull();
}

test('the same export published twice changes nothing the second time', async () => {
  const bed = await testBed({ input });
  bed.start();
  await bed.append(bed.records);
  await expectTheSame(bed);
  const before = await bed.outcomes();
  await bed.append(input.records.map(bed.encoded));
  await expectTheSame(bed);
  const after = await bed.outcomes();
  const again = (outcome: keyof typeof before) => after[outcome] - before[outcome];
  expect(again('unchanged') + again('applied') + again('ignored')).toBe(input.records.length);
  // An id row is taken as applied whether or not it says something new.
  expect(again('applied')).toBe(input.ids.tableIds.length);
});

test.each([1, 2, 3])(
  'records shuffled and some of them doubled (seed %i) end in the same bytes',
  async (seed) => {
    const bed = await testBed({ input });
    bed.start();
    const all = [...bed.records];
    const order = fc
      .tuple(
        fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        fc.shuffledSubarray(all, { minLength: 1_000 }),
      )
      .map(([once, again]) => [...again, ...once]);
    await bed.append(fc.sample(order, { seed, numRuns: 1 }).flat());
    await expectTheSame(bed);
  },
);

describe('a record that nobody can use', () => {
  test('of every kind, in every topic, is a dead letter, and the lag goes to 0', async () => {
    const bed = await testBed({ input });
    const processor = bed.start();
    await bed.append(bed.records);
    await expectTheSame(bed);
    await until('tools see no lag', async () => (await bed.groupLag()) === 0);
    expect(bed.poison.length).toBeGreaterThan(25);
    expect((await bed.outcomes()).deadLettered).toBe(bed.poison.length);
    expect(processor.hasEnded()).toBe(false);
  });

  test('and nothing else on the log is no reason to stop', async () => {
    const bed = await testBed({ input });
    const processor = bed.start();
    const poison = bed.poison.map(({ record }) => record);
    await bed.append(Array.from({ length: 40 }, () => poison).flat());
    await bed.append(bed.records);
    await expectTheSame(bed);
    await until('tools see no lag', async () => (await bed.groupLag()) === 0);
    expect(processor.warned(/more than half of the last 1,000 records/)).not.toHaveLength(0);
    expect(processor.hasEnded()).toBe(false);
  });
});

describe('a schema registry', () => {
  /** Where the registry will be reached once `open` was called. */
  async function door() {
    const [port = 0] = await freePorts(1);
    const real = new URL(inject('schemaRegistryUrl'));
    const url = new URL(real);
    url.host = `127.0.0.1:${port}`;
    return {
      url: url.href,
      async open() {
        const proxy = await createCuttingProxy({ host: real.hostname, port: Number(real.port) }, port);
        onTestFinished(proxy.close);
        return proxy;
      },
    };
  }

  test('that is away at the start is waited for', async () => {
    const bed = await testBed({ input });
    const { url, open } = await door();
    const processor = bed.start({ registryUrl: url });
    await bed.append(bed.records);
    await until('it waits', () => processor.warned(/^waiting to register schemas/).length > 1);
    await open();
    await expectTheSame(bed);
  });

  test('that goes away before the first record is waited for', async () => {
    const bed = await testBed({ input });
    const { url, open } = await door();
    const proxy = await open();
    const processor = bed.start({ registryUrl: url });
    await until('it has its partitions', () => processor.assigned() === ALL_PARTITIONS);
    await proxy.close();
    await bed.append(bed.records);
    await until('it waits', () => processor.warned(/^waiting to read schemas/).length > 1);
    await open();
    await expectTheSame(bed);
  });
});
