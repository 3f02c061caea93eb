import { until } from '@learning-tracker/streams/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALL_PARTITIONS, type Input, makeInput } from './input.ts';
import { startLoad } from './load.ts';
import { testBed } from './test-bed.ts';

let input: Input;
beforeAll(async () => {
  input = await makeInput();
});

describe('two processors', () => {
  test('one joins and one leaves under load', async () => {
    const bed = await testBed({ input });
    const load = startLoad(bed);
    const first = bed.start();
    await until('the first has all', () => first.assigned() === ALL_PARTITIONS);
    const second = bed.start();
    await until('they share', () => first.assigned() < ALL_PARTITIONS && second.assigned() > 0);
    first.stop();
    expect(await first.ended).toBe(0);
    await until('the second has all', () => second.assigned() === ALL_PARTITIONS);
    await load.end();
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
  });

  test('a zombie that commits after its partitions went to another is fenced', async () => {
    const bed = await testBed({ input });
    const load = startLoad(bed);
    const zombie = bed.start({ fault: { point: 'commit.before', nth: 5, signal: 'SIGSTOP' } });
    await until('it stands before a commit', () => zombie.struck() !== null);
    const heir = bed.start();
    await until('the heir has all', () => heir.assigned() === ALL_PARTITIONS);
    await load.end();
    await bed.untilCaughtUp();
    expect(zombie.commits('fenced')).toBe(0);
    zombie.kill('SIGCONT');
    await until('its commit is fenced', () => zombie.commits('fenced') > 0);
    expect(await bed.difference()).toBeNull();
    // It lives on, as one of two.
    await until(
      'they share',
      () => zombie.assigned() > 0 && heir.assigned() > 0 && heir.assigned() < ALL_PARTITIONS,
    );
    await bed.append(bed.records);
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
    expect([zombie.hasEnded(), heir.hasEnded()]).toEqual([false, false]);
  });
});

const WAITING_FOR_STORE = /^waiting to (commit|claim a partition|load state)/;

describe('SIGTERM', () => {
  test('under load ends a processor with 0, within the 10 seconds of its lifecycle', async () => {
    const bed = await testBed({ input });
    const load = startLoad(bed);
    for (let life = 0; life < 3; life += 1) {
      const before = (await bed.processed()) ?? 0;
      const processor = bed.start();
      await until('it works', async () => ((await bed.processed()) ?? 0) > before);
      processor.stop();
      expect(await processor.ended).toBe(0);
    }
    bed.start();
    await load.end();
    await bed.untilCaughtUp();
    expect(await bed.difference()).toBeNull();
  });

  test.each(['stopped', 'hanging'] as const)(
    'while Redis is away (%s) ends a processor with 0, and the next one goes on',
    async (how) => {
      const bed = await testBed({ input });
      await bed.append(bed.records);
      const processor = bed.start({ fault: { point: 'commit.before', nth: 5, signal: 'SIGSTOP' } });
      await until('it stands before a commit', () => processor.struck() !== null);
      if (how === 'stopped') await bed.redis.stop();
      else bed.redis.freeze();
      processor.kill('SIGCONT');
      // Where the stop outlasted its session, it meets Redis first when it claims again.
      await until('it waits for Redis', () => processor.warned(WAITING_FOR_STORE).length > 0);
      processor.stop();
      expect(await processor.ended).toBe(0);
      if (how === 'stopped') await bed.redis.start();
      else bed.redis.thaw();
      bed.start();
      await bed.untilCaughtUp();
      expect(await bed.difference()).toBeNull();
    },
  );
});
