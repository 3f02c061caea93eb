import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { appendEvenDays, COURSE, evenLearner } from '../clicks.ts';
import type { BenchRow } from '../harness.ts';
import { type Live, withLive } from './live.ts';
import { quantile, steadyLoad } from './steady-load.ts';

const LEARNERS = 2_000;
/** Of them, whose figures are asked for. */
const READERS = 200;
const CONNECTIONS = 16;
const WARM_UP_SECONDS = 3;
const MOST_SECONDS = 5;
const STEADY_SECONDS = 8;
/** More than a processor can take while it is measured beside it. */
const DAYS_MISSED = 40;
const PER_LEARNER = 40;
const MOST_MS = 20;
/** About an answer of `/v1` metrics. */
const ANSWER_BYTES = 2_900;
const CONSTANT_SERVER = fileURLToPath(new URL('./constant-server.ts', import.meta.url));

/**
 * How long answers of `/v1` metrics over Redis take at half of the rate that they can be had at: alone, and while a
 * processor catches up on the same Redis with clicks of the learners who are asked for. The rate is found in each case.
 */
export function benchLatency(): Promise<BenchRow[]> {
  return withLive(LEARNERS, async (live) => {
    const size = { learners: LEARNERS, perLearner: PER_LEARNER };
    await appendEvenDays(live, { ...size, from: 0, to: 1 });
    const stopProcessor = await live.startProcessor();
    await live.caughtUp();
    await stopProcessor();
    const paths = await pathsOf(live);
    await mostOf(live, paths, WARM_UP_SECONDS);
    const alone = await measure(live, paths);

    await appendEvenDays(live, { ...size, from: 1, to: 1 + DAYS_MISSED });
    await live.startProcessor();
    const before = await live.behind();
    const busy = await measure(live, paths);
    const left = await live.behind();
    if (left === 0) throw new Error('the processor had caught up before the measure ended');
    const taken = Math.round((before - left) / busy.seconds).toLocaleString('en-US');
    return [
      rowOf('', alone, 'load and Redis on the same machine'),
      rowOf(' while a processor catches up', busy, `${taken} events/s beside`),
    ];
  });
}

interface Measured {
  readonly perSecond: number;
  /** Of each answer, ascending. */
  readonly times: readonly number[];
  /** Of a route that sends a constant, at the same rate with the same client right after: what the machine allows. */
  readonly bare: readonly number[];
  readonly seconds: number;
}

async function measure(live: Live, paths: readonly string[]): Promise<Measured> {
  const began = performance.now();
  const perSecond = Math.round((await mostOf(live, paths, MOST_SECONDS)) / 2);
  const load = { url: live.url, paths, perSecond };
  // The first seconds are of this process, whose client is not compiled and not connected yet.
  await steadyLoad({ ...load, seconds: WARM_UP_SECONDS });
  const times = await steadyLoad({ ...load, seconds: STEADY_SECONDS });
  const bare = await timesOfConstant(paths, perSecond);
  return { perSecond, times, bare, seconds: (performance.now() - began) / 1_000 };
}

async function timesOfConstant(paths: readonly string[], perSecond: number): Promise<number[]> {
  const server = fork(CONSTANT_SERVER, [String(ANSWER_BYTES)]);
  try {
    const [url] = await once(server, 'message');
    const load = { url: String(url), paths, perSecond };
    await steadyLoad({ ...load, seconds: WARM_UP_SECONDS });
    return await steadyLoad({ ...load, seconds: STEADY_SECONDS });
  } finally {
    server.disconnect();
  }
}

/** Requests a second. */
async function mostOf({ url }: Live, paths: readonly string[], duration: number): Promise<number> {
  const requests = paths.map((path) => ({ path }));
  const result = await autocannon({ url, requests, connections: CONNECTIONS, duration });
  const failed = result.non2xx + result.errors;
  if (failed > 0) throw new Error(`${failed} answers failed`);
  return result.requests.average;
}

function pathsOf(live: Live): Promise<string[]> {
  return Promise.all(
    Array.from({ length: READERS }, async (_, n) => {
      const learner = evenLearner(n * (LEARNERS / READERS));
      return `${await live.link(learner)}/v1/courses/${COURSE}/learners/me/metrics`;
    }),
  );
}

function rowOf(when: string, { times, bare, perSecond }: Measured, beside: string): BenchRow {
  const p99 = quantile(times, 0.99);
  return {
    what: `gateway on Redis, p99 at half of the maximum${when}`,
    ours: p99,
    bare: quantile(bare, 0.99),
    unit: 'ms',
    ratio: p99 / MOST_MS,
    goal: 1,
    atMost: true,
    note: `${perSecond} requests/s; median ${quantile(times, 0.5).toFixed(1)} ms, of a constant ${quantile(bare, 0.5).toFixed(1)} ms; ${beside}; ratio: of ${MOST_MS} ms`,
  };
}
