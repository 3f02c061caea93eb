import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '@learning-tracker/runtime';
import { createEmbeddedStore } from '@learning-tracker/storage';
import autocannon from 'autocannon';
import { fastify } from 'fastify';
import { createStoredFigures, describeStoredCourse } from './src/figures/stored-figures.ts';
import { createGateway } from './src/gateway.ts';
import { createTestBed, tokenOf } from './src/testing/fakes.ts';
import { storeSmallCourse } from './src/testing/stored-course.ts';

/**
 * Requests a second that one processor core serves: one second over the time the server's process spent on a
 * request. Unlike the rate seen by the client this does not drown in what else the machine does.
 *
 * - `bare`: a Fastify route that sends a constant of the same size, the limit
 * - `v1`, `widget`: with a store in memory that answers at once, so what the gateway itself costs
 * - `v1Embedded`: `/v1` with the embedded store in the gateway's process
 */
export interface GatewayBench extends Readonly<Record<Route, number>> {
  readonly bodyBytes: number;
  /** Rate the client saw, in requests per second. */
  readonly seen: Readonly<Record<Route, number>>;
  /** A route's rate of a core to the bare route's. */
  readonly share: Readonly<Record<Route, number>>;
}

/** The test bed's learner; the servers go by the real clock, long after the test bed's. */
const TOKEN = await tokenOf(
  { role: 'learner', sub: 't1', idKind: 'table', course: 'c1' },
  100 * 365 * 24 * 3600,
);

const PATHS = {
  bare: '/constant',
  v1: `/w/${TOKEN}/v1/courses/c1/learners/t1/metrics`,
  widget: `/w/${TOKEN}/learner_data/d1/b1`,
  v1Embedded: `/w/${TOKEN}/v1/courses/c1/learners/t1/metrics`,
} as const;

type Route = keyof typeof PATHS;

/**
 * Measures each route for `seconds` in all on loopback, in many short turns. Whatever else the machine does can only
 * make a turn slower, so a figure is that of the fastest quarter's last turn. Each server is a process of its own.
 */
export async function benchGateway(seconds = 12, turns = 32): Promise<GatewayBench> {
  const memory = await startServer('memory');
  const embedded = await startServer('embedded');
  const body = await (await fetch(`${memory.url}${PATHS.v1}`)).text();
  const bare = await startServer('bare', body);
  const servers: Record<Route, Server> = { bare, v1: memory, widget: memory, v1Embedded: embedded };
  const rates: Record<Route, Rates[]> = { bare: [], v1: [], widget: [], v1Embedded: [] };
  try {
    for (const route of ROUTES) await measure(servers[route], PATHS[route], WARM_UP_SECONDS);
    for (let turn = 0; turn < turns; turn += 1) {
      for (const route of ROUTES) {
        rates[route].push(await measure(servers[route], PATHS[route], seconds / turns));
      }
    }
  } finally {
    for (const server of [memory, embedded, bare]) server.process.kill();
  }
  const each = (figure: (rate: Rates) => number) =>
    byRoute((route) => upperQuartile(rates[route].map(figure)));
  const ofCore = each((rate) => rate.ofCore);
  return {
    bodyBytes: Buffer.byteLength(body),
    ...ofCore,
    seen: each((rate) => rate.seen),
    share: byRoute((route) => ofCore[route] / ofCore.bare),
  };
}

const ROUTES = ['bare', 'v1', 'widget', 'v1Embedded'] as const;

const WARM_UP_SECONDS = 2;

interface Rates {
  readonly seen: number;
  readonly ofCore: number;
}

function byRoute(figure: (route: Route) => number): Record<Route, number> {
  return {
    bare: figure('bare'),
    v1: figure('v1'),
    widget: figure('widget'),
    v1Embedded: figure('v1Embedded'),
  };
}

function upperQuartile(values: readonly number[]): number {
  const fastestFirst = values.toSorted((a, b) => b - a);
  return fastestFirst[Math.floor(values.length / 4)] ?? Number.NaN;
}

async function measure(server: Server, path: string, duration: number): Promise<Rates> {
  const url = `${server.url}${path}`;
  const before = await processorMicros(server);
  const { requests, non2xx, errors, duration: took } = await autocannon({ url, connections: 16, duration });
  const spent = (await processorMicros(server)) - before;
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} answers failed`);
  return { seen: requests.total / took, ofCore: (1e6 * requests.total) / spent };
}

async function processorMicros({ process: child }: Server): Promise<number> {
  child.send('processor time?');
  const [micros] = await once(child, 'message');
  return Number(micros);
}

interface Server {
  readonly url: string;
  readonly process: ChildProcess;
}

type Kind = 'bare' | 'memory' | 'embedded';

async function startServer(kind: Kind, body = ''): Promise<Server> {
  const child = fork(new URL(import.meta.url), [`serve-${kind}`]);
  child.send(body);
  const [url] = await once(child, 'message');
  return { url: String(url), process: child };
}

async function serve(kind: string): Promise<string> {
  const [body] = await once(process, 'message');
  const address = { host: '127.0.0.1', port: 0 };
  if (kind === 'serve-bare') {
    const app = fastify();
    app.get(PATHS.bare, (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
    return app.listen(address);
  }
  // One learner and address send everything; counting them is measured, refusing them is not.
  const config = { requestsPerAddress: 1e9, requestsPerLearner: 1e9 };
  const deps = { ...createTestBed().deps, clock: systemClock, config };
  if (kind === 'serve-memory') return (await createGateway(deps)).listen(address);
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  process.once('SIGTERM', () => {
    rmSync(folder, { recursive: true });
    process.exit();
  });
  const store = createEmbeddedStore({ path: join(folder, 'store.db'), partitions: 8 });
  await storeSmallCourse(store);
  const figures = createStoredFigures(store);
  const gateway = await createGateway({ ...deps, store, figures, describeCourse: describeStoredCourse });
  return gateway.listen(address);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const kind = process.argv[2];
  if (kind?.startsWith('serve-')) {
    const url = await serve(kind);
    process.on('message', () => {
      const { user, system } = process.cpuUsage();
      process.send?.(user + system);
    });
    process.send?.(url);
  } else {
    const result = await benchGateway();
    for (const route of ROUTES) {
      const share = Math.round(100 * result.share[route]);
      console.log(
        `${route.padEnd(12)} ${Math.round(result[route])} requests/s of a core, ${share} % of bare (seen ${Math.round(result.seen[route])}/s)`,
      );
    }
    console.log(`body of ${result.bodyBytes} bytes`);
  }
}
