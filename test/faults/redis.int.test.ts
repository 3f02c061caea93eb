import { until } from '@learning-tracker/streams/contract';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createCuttingProxy } from '../../packages/storage/src/redis/testing/cutting-proxy.ts';
import type { Bed } from './bed.ts';
import { type Input, makeInput } from './input.ts';
import { startLoad } from './load.ts';
import { testBed } from './test-bed.ts';

let input: Input;
beforeAll(async () => {
  input = await makeInput();
});

/** Puts another copy of its data, or none, under a Redis that then runs again. */
async function putBack(bed: Bed, copy: string | null): Promise<void> {
  await bed.redis.stop();
  await bed.redis.restore(copy);
  await bed.redis.start();
}

async function copyOf(bed: Bed): Promise<string> {
  await bed.redis.stop();
  const copy = await bed.redis.backup();
  await bed.redis.start();
  return copy;
}

const untilProcessed = (bed: Bed, atLeast: number) =>
  until(`${atLeast} records are processed`, async () => ((await bed.processed()) ?? 0) >= atLeast);

describe('a Redis', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'that stops (%s) and comes back is waited for',
    async (signal) => {
      const bed = await testBed({ input });
      const processor = bed.start();
      const load = startLoad(bed);
      await untilProcessed(bed, 1_000);
      await bed.redis.stop(signal);
      await until('the processor waits', () => processor.warned(/^waiting to/).length > 2);
      await bed.redis.start();
      await load.end();
      await bed.untilCaughtUp();
      expect(await bed.difference()).toBeNull();
      expect(processor.hasEnded()).toBe(false);
    },
  );

  test('that is put back to an older copy under load is filled up from the log', async () => {
    const bed = await testBed({ input });
    const processor = bed.start();
    const load = startLoad(bed);
    await untilProcessed(bed, 1_000);
    const copy = await copyOf(bed);
    await untilProcessed(bed, 3_000);
    await putBack(bed, copy);
    await until('the processor noticed', () => processor.commits('fenced') > 0);
    await load.end();
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
  });

  test('that is put back to an older copy while all is idle is filled up from the log', async () => {
    const bed = await testBed({ input });
    bed.start();
    await bed.append(bed.records.slice(0, 1_000));
    await bed.untilCaughtUp();
    const copy = await copyOf(bed);
    await bed.append(bed.records.slice(1_000));
    await bed.untilCaughtUp();
    await putBack(bed, copy);
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
  });

  test.each(['idle', 'under load'])('that is emptied (%s) is filled up from the log', async (when) => {
    const bed = await testBed({ input });
    bed.start();
    const load = when === 'idle' ? null : startLoad(bed);
    if (load === null) {
      await bed.append(bed.records);
      await bed.untilCaughtUp();
    } else await untilProcessed(bed, 3_000);
    await putBack(bed, null);
    await load?.end();
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
  });

  test('whose answer is lost gets the commit twice and does it once', async () => {
    const bed = await testBed({ input });
    const proxy = await createCuttingProxy(bed.redis);
    onTestFinished(proxy.close);
    const load = startLoad(bed);
    const processor = bed.start({
      redis: proxy,
      fault: { point: 'commit.before', nth: 20, signal: 'SIGSTOP' },
    });
    await until('it stands before a commit', () => processor.struck() !== null);
    proxy.cutNextAnswer();
    processor.kill('SIGCONT');
    await until('the commit was done before', () => processor.commits('already-committed') > 0);
    expect(proxy.cuts()).toBe(1);
    await load.end();
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
    expect(processor.commits('fenced')).toBe(0);
  });
});
