import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from './compose-file.ts';
import { hadolint, runTool } from './tools.ts';

test('the Dockerfile has no fault that the linter knows, and runs as a user without rights', async () => {
  const command = await hadolint();
  const path = `${ROOT}Dockerfile`;
  runTool(command, ['--failure-threshold', 'style', path]);
  expect(() => runTool(command, ['-'], process.env, 'FROM node\nRUN cd /tmp\n')).toThrow('DL3006');
  const text = readFileSync(path, 'utf8');
  const last = text.slice(text.lastIndexOf('\nFROM '));
  expect(last).toMatch(/^USER node$/m);
  expect(last.slice(last.indexOf('USER'))).not.toMatch(/^(RUN|COPY|ADD|USER root)/m);
});

/** Exit code of the health check beside a service that answers `/healthz` with this status. */
async function checked(variable: string, status: number): Promise<unknown> {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/healthz' ? status : 404;
    response.end();
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return healthcheck({ [variable]: String(port) });
}

async function healthcheck(environment: Readonly<Record<string, string>>): Promise<unknown> {
  const env = { PATH: process.env.PATH, ...environment };
  const child = spawn(process.execPath, [`${ROOT}deploy/image/healthcheck.ts`], { env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code;
}

test('the health check tells a service that answers from one that does not', async () => {
  expect(await checked('OPERATIONS_PORT', 200)).toBe(0);
  expect(await checked('GATEWAY_PORT', 200)).toBe(0);
  expect(await checked('GATEWAY_PORT', 503)).toBe(1);
  // Nothing can listen on port 0.
  expect(await healthcheck({ OPERATIONS_PORT: '0' })).toBe(1);
});
