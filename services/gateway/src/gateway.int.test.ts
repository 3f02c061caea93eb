import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createGateway, type Gateway } from './gateway.ts';
import { createTestBed, TOKEN } from './testing/fakes.ts';

const open: Gateway[] = [];

async function start(config = {}) {
  const gateway = await createGateway({ ...createTestBed().deps, config });
  open.push(gateway);
  return { gateway, url: await gateway.listen({ host: '127.0.0.1', port: 0 }) };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((gateway) => gateway.close()));
});

test('serves over HTTP, and a conditional request costs no body', async () => {
  const { url } = await start();
  const path = `${url}/w/${TOKEN}/v1/courses/c1/learners/t1/metrics`;
  const first = await fetch(path);
  expect(await first.json()).toMatchObject({ learnerId: 't1' });
  const etag = first.headers.get('etag') ?? '';
  const second = await fetch(path, { headers: { 'if-none-match': etag } });
  expect([second.status, await second.text()]).toEqual([304, '']);
});

test('closing does not wait for idle connections', async () => {
  const { gateway, url } = await start();
  await (await fetch(`${url}/healthz`)).text();
  await gateway.close();
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test('closing does not wait for connections that never sent anything', async () => {
  // Were it waited for, the test would time out.
  const { gateway, url } = await start({ connectionTimeoutMs: 600_000 });
  const silent = connect(Number(new URL(url).port), '127.0.0.1');
  const closed = once(silent, 'close');
  await once(silent, 'connect');
  // The server has taken the connection, which came before this one.
  await (await fetch(`${url}/healthz`)).text();
  await gateway.close();
  await closed;
});

test('an address in use is an error that says so', async () => {
  const { url } = await start();
  const other = await createGateway(createTestBed().deps);
  open.push(other);
  await expect(other.listen({ host: '127.0.0.1', port: Number(new URL(url).port) })).rejects.toMatchObject({
    code: 'GATEWAY_ADDRESS_UNUSABLE',
    message: expect.stringContaining('EADDRINUSE'),
  });
});

test('what is not HTTP is refused and the server lives on', async () => {
  const { url } = await start();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end('\u0000nonsense\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test('time-outs are set on the server', async () => {
  const { gateway } = await start({
    requestTimeoutMs: 1234,
    keepAliveTimeoutMs: 2345,
    connectionTimeoutMs: 3456,
  });
  const { server } = gateway.app;
  expect([server.requestTimeout, server.keepAliveTimeout, server.timeout]).toEqual([1234, 2345, 3456]);
});
