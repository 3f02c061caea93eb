import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import autocannon from 'autocannon';
import { fastify } from 'fastify';
import { createGateway } from './src/gateway.ts';
import { createTestBed, TOKEN } from './src/testing/fakes.ts';

/** Requests per second of three servers that send bodies of one size, each a process of its own on loopback. */
export interface GatewayBench {
  readonly bodyBytes: number;
  /** A Fastify route that sends a constant: the limit. */
  readonly bare: number;
  readonly v1: number;
  readonly widget: number;
}

const PATHS = {
  bare: '/constant',
  v1: `/w/${TOKEN}/v1/courses/c1/learners/t1/metrics`,
  widget: `/w/${TOKEN}/learner_data/d1/b1`,
} as const;

type Route = keyof typeof PATHS;

/** Measures each route for `seconds`, in turns, so that a slow moment of the machine meets all of them. */
export async function benchGateway(seconds = 3, turns = 3): Promise<GatewayBench> {
  const gateway = await startServer('gateway');
  const body = await (await fetch(`${gateway.url}${PATHS.v1}`)).text();
  const bare = await startServer('bare', body);
  const rates: Record<Route, number[]> = { bare: [], v1: [], widget: [] };
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      for (const route of ['bare', 'v1', 'widget'] as const) {
        const base = route === 'bare' ? bare.url : gateway.url;
        rates[route].push(await measure(`${base}${PATHS[route]}`, seconds / turns));
      }
    }
  } finally {
    gateway.process.kill();
    bare.process.kill();
  }
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  return {
    bodyBytes: Buffer.byteLength(body),
    bare: middle(rates.bare),
    v1: middle(rates.v1),
    widget: middle(rates.widget),
  };
}

async function measure(url: string, seconds: number): Promise<number> {
  const warmUp = 0.5;
  await autocannon({ url, connections: 16, duration: warmUp });
  const result = await autocannon({ url, connections: 16, duration: Math.max(1, seconds) });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} answers failed`);
  return result.requests.total / result.duration;
}

interface Server {
  readonly url: string;
  readonly process: ChildProcess;
}

async function startServer(kind: 'bare' | 'gateway', body = ''): Promise<Server> {
  const child = fork(new URL(import.meta.url), [`serve-${kind}`]);
  child.send(body);
  const [url] = await once(child, 'message');
  return { url: String(url), process: child };
}

async function serve(kind: string): Promise<string> {
  const [body] = await once(process, 'message');
  if (kind === 'serve-gateway') {
    return (await createGateway(createTestBed().deps)).listen({ host: '127.0.0.1', port: 0 });
  }
  const app = fastify();
  app.get(PATHS.bare, (_request, reply) => reply.type('application/json; charset=utf-8').send(body));
  return app.listen({ host: '127.0.0.1', port: 0 });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const kind = process.argv[2];
  if (kind?.startsWith('serve-')) process.send?.(await serve(kind));
  else {
    const { bare, v1, widget, bodyBytes } = await benchGateway();
    const show = (rate: number) => `${Math.round(rate)} requests/s, ${Math.round((100 * rate) / bare)} %`;
    console.log(`bare ${show(bare)} (${bodyBytes} bytes)\nv1 ${show(v1)}\nwidget ${show(widget)}`);
  }
}
