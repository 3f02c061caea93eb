import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RolloverDeps, WeeklyRollover } from './rollover.ts';
import { createRolloverBench, type RolloverBench } from './testing/rollover-bench.ts';

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2020-01-01T00:00:00Z') * 1000;
const ZONES = ['Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe'] as const;

/** Every Sunday 20:00 of a year that a calendar on the wall shows, found by looking at it every half hour. */
function sundays(timeZone: string): number[] {
  const wall = new Intl.DateTimeFormat('en', {
    timeZone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const found: number[] = [];
  for (let at = START; at < START + 366 * DAY; at += 30 * MINUTE) {
    if (wall.format(at / 1000) === 'Sunday 20:00') found.push(at);
  }
  return found;
}

const SUNDAYS = new Map<string, readonly number[]>(ZONES.map((zone) => [zone, sundays(zone)]));

/** Ends the process before or after one of its writes, as chosen beforehand. */
function crashing(
  log: RolloverBench['log'],
  crashes: readonly ('before' | 'after' | 'no')[],
): RolloverDeps['log'] {
  let writes = 0;
  return {
    ...log,
    async append(records) {
      const crash = crashes[writes++ % crashes.length];
      if (crash === 'before') throw new Error('crashed before a write');
      await log.append(records);
      if (crash === 'after') throw new Error('crashed after a write');
    },
  };
}

/** A copy of the service: where it crashes another one is started in its place, which may crash as well. */
function createCopy(start: () => Promise<WeeklyRollover>): () => Promise<void> {
  let running: WeeklyRollover | null = null;
  return async () => {
    for (;;) {
      running ??= await start();
      try {
        await running.look();
        return;
      } catch {
        await running.stop();
        running = null;
      }
    }
  };
}

test('a calendar on the wall has a Sunday evening each week, also where the clocks change', () => {
  for (const zone of ZONES) {
    const gaps = (SUNDAYS.get(zone) ?? []).slice(1).map((at, n) => at - (SUNDAYS.get(zone)?.[n] ?? 0));
    expect(gaps).toHaveLength(51);
    expect(new Set(gaps).size).toBe(3);
  }
});

/** Hours between looks: mostly hours, sometimes weeks. */
const pause = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 100, max: 1_000 }));
const year = fc.record({
  zone: fc.constantFrom(...ZONES),
  learners: fc.array(fc.integer({ min: 0, max: 300 * 24 }), { minLength: 1, maxLength: 4 }),
  pauses: fc.array(pause, { minLength: 10, maxLength: 30 }),
  crashes: fc.array(fc.constantFrom('before' as const, 'after' as const, 'no' as const), { maxLength: 5 }),
  copies: fc.constantFrom(1, 2),
});

test('over a year each learner is given every week that was looked at, once, whatever crashes', async () => {
  await fc.assert(
    fc.asyncProperty(year, async ({ zone, learners, pauses, crashes, copies }) => {
      const bench = await createRolloverBench();
      try {
        const rollover = { day: 'Sunday', time: '20:00' } as const;
        bench.courses.set('c1', { config: { timeZone: zone, rollover }, endsAt: null });
        const looks = Array.from({ length: copies }, (_, copy) => {
          const log = crashing(bench.log, ['no', ...crashes]);
          return createCopy(() => bench.rollover({ log, group: `copy ${copy}` }));
        });
        const wall = SUNDAYS.get(zone) ?? [];
        const chosenAt = learners.map((hours) => START + hours * HOUR + 7 * MINUTE);
        const wanted = new Set<string>();
        let known = 0;
        bench.clock.at = START;
        for (const hours of pauses) {
          const now = bench.clock.at + hours * HOUR;
          if (now >= START + 366 * DAY) break;
          bench.clock.at = now;
          const order = chosenAt.map((at, n) => ({ at, n })).sort((a, b) => a.at - b.at);
          for (; known < order.length && (order[known]?.at ?? now) < now; known += 1) {
            await bench.choose('c1', `learner ${order[known]?.n}`, order[known]?.at);
          }
          const newest = wall.filter((at) => at <= now).at(-1);
          for (const { at, n } of order.slice(0, known))
            if (newest !== undefined && at < newest) wanted.add(`c1/learner ${n} ${newest}`);
          await Promise.all(looks.map((look) => look()));
        }
        const openings = await bench.openings();
        const given = openings.map(({ learner, at }) => `${learner} ${at}`);
        expect(new Set(given)).toEqual(wanted);
        // A repeat, by a copy or after a crash, is the same event.
        expect(new Set(openings.map((opening) => JSON.stringify(opening))).size).toBe(wanted.size);
        if (copies === 1) expect(openings).toHaveLength(wanted.size);
      } finally {
        await bench.dispose();
      }
    }),
    { numRuns: 20 },
  );
});
