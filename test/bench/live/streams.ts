import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { COURSE, evenLearner, evenRecord } from '../clicks.ts';
import type { BenchRow } from '../harness.ts';
import { type Live, withLive } from './live.ts';
import { quantile } from './steady-load.ts';

const STREAMS = 2_000;
const OPENED_AT_ONCE = 50;
const SAMPLES = 400;
const BETWEEN_SAMPLES_MS = 50;
const MOST_MS = 2_000;

/** An open stream of one learner. */
interface Stream {
  readonly learner: number;
  /** Path that the learner's figures are asked for at. */
  readonly metricsPath: string;
  /** When the next event of changed figures has come. */
  next(): Promise<number>;
}

/**
 * Streams of many learners on one gateway over Redis, and a processor beside it: how long it takes from a click that
 * enters the log to the figures that its event has made a page ask for, and what an event to everybody costs.
 */
export function benchStreams(): Promise<BenchRow[]> {
  return withLive(STREAMS, async (live) => {
    await live.startProcessor();
    const click = (learner: number, n: number) => evenRecord(live, 0, learner, n);
    await live.log.append(Array.from({ length: STREAMS }, (_, n) => click(n, 0)));
    await live.caughtUp();
    const before = await live.gatewayMiB();
    const streams: Stream[] = [];
    for (let from = 0; from < STREAMS; from += OPENED_AT_ONCE) {
      const some = Array.from({ length: OPENED_AT_ONCE }, (_, n) => openStream(live, from + n));
      streams.push(...(await Promise.all(some)));
    }
    const open = await live.gatewayMiB();

    const shown: Promise<number>[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const stream = streams[(sample * 7) % STREAMS];
      if (stream === undefined) throw new Error('there are fewer streams than samples');
      shown.push(sampleOf(live, stream, click(stream.learner, 1)));
      await pause(BETWEEN_SAMPLES_MS);
    }
    const times = (await Promise.all(shown)).sort((a, b) => a - b);

    const all = streams.map((stream) => stream.next());
    const began = performance.now();
    await live.log.append(streams.map(({ learner }) => click(learner, 2)));
    const told = (await Promise.all(all)).map((at) => at - began).sort((a, b) => a - b);
    const after = await live.gatewayMiB();
    return [
      {
        what: `from a click's append to its figures on a page, median`,
        ours: quantile(times, 0.5),
        bare: null,
        unit: 'ms',
        ratio: quantile(times, 0.99) / MOST_MS,
        goal: 1,
        atMost: true,
        note: `p99 ${Math.round(quantile(times, 0.99))} ms of ${SAMPLES} clicks; ratio: p99 of ${MOST_MS} ms; ${STREAMS} streams open`,
      },
      {
        what: `${told.length} streams on one gateway, a change of everybody, to the last event`,
        ours: quantile(told, 1),
        bare: null,
        unit: 'ms',
        ratio: quantile(told, 1) / MOST_MS,
        goal: 1,
        atMost: true,
        note: `ratio: of ${MOST_MS} ms; median ${Math.round(quantile(told, 0.5))} ms; memory of the gateway ${[before, open, after].map(Math.round).join(', ')} MiB: before, all open, all told`,
      },
    ];
  });
}

async function openStream(live: Live, learner: number): Promise<Stream> {
  const path = `${await live.link(evenLearner(learner))}/v1/courses/${COURSE}/learners/me`;
  const answer = await fetch(`${live.url}${path}/stream-ticket`, { method: 'POST' });
  const { ticket }: { ticket?: unknown } = Object(await answer.json());
  if (typeof ticket !== 'string') throw new Error(`no ticket: ${answer.status}`);
  const request = get(`${live.url}/v1/stream?ticket=${ticket}`, { agent: false });
  const [stream]: IncomingMessage[] = await once(request, 'response');
  if (stream?.statusCode !== 200) throw new Error(`no stream: ${stream?.statusCode}`);
  let text = '';
  let waiting: ((at: number) => void)[] = [];
  const first = Promise.withResolvers<void>();
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      if (event.startsWith('id:')) first.resolve();
      if (!event.includes('event: metrics')) continue;
      for (const tell of waiting) tell(performance.now());
      waiting = [];
    }
  });
  // Only what has been compared once can be told of a change.
  await first.promise;
  return {
    learner,
    metricsPath: `${path}/metrics`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

async function sampleOf(live: Live, stream: Stream, record: ReturnType<typeof evenRecord>): Promise<number> {
  const told = stream.next();
  const began = performance.now();
  await live.log.append([record]);
  await told;
  const answer = await fetch(`${live.url}${stream.metricsPath}`);
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`no figures: ${answer.status}`);
  return performance.now() - began;
}
