import { afterEach, expect, test } from 'vitest';
import { silentLogger } from '../logging.ts';
import { createTelemetry } from '../telemetry.ts';
import { createWaits } from '../waits.ts';
import { createStarting, type ReadinessCheck } from './readiness.ts';
import { type OperationsServer, startOperationsServer } from './server.ts';

const running: OperationsServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

async function start(checks: readonly ReadinessCheck[] = [], port = 0): Promise<OperationsServer> {
  const telemetry = createTelemetry();
  telemetry.count('learning_tracker_commits_total', { result: 'fenced' });
  const server = await startOperationsServer({
    host: '127.0.0.1',
    port,
    checks,
    telemetry,
    logger: silentLogger,
  });
  running.push(server);
  return server;
}

async function readyz({ url }: OperationsServer): Promise<readonly [number, unknown]> {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, await answer.json()];
}

test('answers that the process is up, and with its numbers', async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'up' });
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
  expect(await metrics.text()).toContain('learning_tracker_commits_total{result="fenced"} 1');
});

test('says what it waits for while it starts, then what its checks find; a failing check shows no inner error', async () => {
  const waits = createWaits();
  const starting = createStarting(waits, silentLogger);
  const server = await start(starting.checks);
  const ends = [waits.begin('open the store'), waits.begin('open the store')];
  expect(await readyz(server)).toEqual([
    503,
    { ready: false, reasons: ['starting', 'waiting to open the store'], notes: [] },
  ]);
  for (const end of ends) end();
  starting.done([{ failure: '', check: async () => ({ reasons: [], notes: ['a file is held'] }) }]);
  expect(await readyz(server)).toEqual([200, { ready: true, reasons: [], notes: ['a file is held'] }]);
  const check = () => Promise.reject(new Error('redis://user:pass@inner'));
  starting.done([{ failure: 'the store does not answer', check }]);
  expect(await readyz(server)).toEqual([
    503,
    { ready: false, reasons: ['the store does not answer'], notes: [] },
  ]);
});

test('an address in use is a clear error', async () => {
  const { url } = await start();
  await expect(start([], Number(new URL(url).port))).rejects.toMatchObject({
    code: 'OPERATIONS_ADDRESS_UNUSABLE',
  });
});
