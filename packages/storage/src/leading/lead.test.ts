import { createManualScheduler, silentLogger } from '@learning-tracker/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Leases } from '../port.ts';
import { type Lead, lead } from './lead.ts';

const TTL_MS = 10_000;

/** A table of leases whose time is moved by hand, with a switch for a store that is away. */
let nowMs: number;
let held: { owner: string; until: number } | null;
let away: boolean;
let scheduler: ReturnType<typeof createManualScheduler>;
let leads: Lead[];

const leases: Leases = {
  async acquire(_name, owner, ttlMs) {
    if (away) throw new Error('the store is away');
    if (held !== null && held.owner !== owner && held.until > nowMs) return false;
    held = { owner, until: nowMs + ttlMs };
    return true;
  },
  async renew(_name, owner, ttlMs) {
    if (away) throw new Error('the store is away');
    if (held?.owner !== owner || held.until <= nowMs) return false;
    held.until = nowMs + ttlMs;
    return true;
  },
  async release(_name, owner) {
    if (held?.owner === owner) held = null;
  },
};

beforeEach(() => {
  [nowMs, held, away, leads] = [0, null, false, []];
  scheduler = createManualScheduler();
});

afterEach(async () => {
  await Promise.all(leads.map((one) => one.stop()));
});

function start(owner: string, work?: (signal: AbortSignal) => Promise<void>) {
  const seen = { working: 0, failures: 0 };
  const one = lead(
    {
      leases,
      name: 'fetcher',
      owner,
      logger: silentLogger,
      scheduler,
      now: () => nowMs,
      ttlMs: TTL_MS,
      work:
        work ??
        (async (signal) => {
          seen.working += 1;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          seen.working -= 1;
        }),
    },
    () => {
      seen.failures += 1;
    },
  );
  leads.push(one);
  return { ...one, seen };
}

/** Moves time on in steps shorter than any pause, so that everything that is due gets its turn. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    nowMs += 500;
    scheduler.advance(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('one works, for as long as it renews its lease; the other follows when it stops', async () => {
  const first = start('a');
  await vi.waitUntil(() => first.seen.working === 1);
  const second = start('b');
  await pass(5 * TTL_MS);
  expect([first.seen.working, second.seen.working]).toEqual([1, 0]);
  expect([first.isLeading(), second.isLeading()]).toEqual([true, false]);
  await first.stop();
  expect(first.seen.working).toBe(0);
  await pass(TTL_MS);
  expect(second.seen.working).toBe(1);
});

test('one that cannot renew stops working before another may begin', async () => {
  const first = start('a');
  await vi.waitUntil(() => first.seen.working === 1);
  away = true;
  const second = start('b');
  const ends = nowMs + TTL_MS;
  while (first.seen.working === 1) await pass(500);
  expect(nowMs).toBeLessThan(ends);
  expect(first.trouble()).toMatch(/away/);
  away = false;
  await pass(TTL_MS + 2_000);
  expect(first.seen.working + second.seen.working).toBe(1);
  expect(first.trouble() ?? second.trouble()).toBe(null);
});

test('a store that was away for a moment does not cost the lead', async () => {
  const first = start('a');
  await vi.waitUntil(() => first.seen.working === 1);
  away = true;
  await pass(4_000);
  away = false;
  await pass(TTL_MS);
  expect([first.seen.working, first.isLeading()]).toEqual([1, true]);
});

test('one that was suspended knows at once that it leads no longer', async () => {
  const first = start('a');
  await vi.waitUntil(() => first.seen.working === 1);
  nowMs += TTL_MS;
  expect(first.isLeading()).toBe(false);
});

test('a lease that another took ends the work', async () => {
  const first = start('a');
  await vi.waitUntil(() => first.seen.working === 1);
  held = { owner: 'b', until: nowMs + 100 * TTL_MS };
  await pass(3_000);
  expect([first.seen.working, first.isLeading()]).toEqual([0, false]);
});

test('work that fails is told, and the lease is given back', async () => {
  const first = start('a', () => Promise.reject(new Error('broken')));
  await vi.waitUntil(() => first.seen.failures === 1);
  expect(held).toBe(null);
});
