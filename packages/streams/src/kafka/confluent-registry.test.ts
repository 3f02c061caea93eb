import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createConfluentRegistry } from './confluent-registry.ts';

const SCHEMA = JSON.stringify({ type: 'record', name: 'Sample', fields: [{ name: 'a', type: 'string' }] });

describe('the registry client', () => {
  let server: Server;
  let url: string;
  let asked: string[];
  /** `METHOD path` → status and body. */
  let answers: Map<string, readonly [status: number, body: string]>;
  let authorization: string | undefined;

  beforeEach(async () => {
    asked = [];
    answers = new Map();
    server = createServer(async (request, response) => {
      const key = `${request.method} ${request.url}`;
      asked.push(`${key} ${await bodyOf(request)}`.trim());
      authorization = request.headers.authorization;
      const [status, body] = answers.get(key) ?? [404, '{"error_code":40408,"message":"not found"}'];
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/base/`;
  });
  afterEach(() => server.close());

  it('sets BACKWARD on a subject before its first schema', async () => {
    answers.set('PUT /base/config/a%2Fb', [200, '{"compatibility":"BACKWARD"}']);
    answers.set('POST /base/subjects/a%2Fb/versions', [200, '{"id":7}']);
    expect(await createConfluentRegistry({ url }).register('a/b', SCHEMA)).toBe(7);
    expect(asked).toEqual([
      'GET /base/config/a%2Fb',
      'PUT /base/config/a%2Fb {"compatibility":"BACKWARD"}',
      `POST /base/subjects/a%2Fb/versions ${JSON.stringify({ schema: SCHEMA })}`,
    ]);
  });

  it('registers nothing where the compatibility could not be set', async () => {
    answers.set('PUT /base/config/s', [500, 'oops']);
    await expect(createConfluentRegistry({ url }).register('s', SCHEMA)).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
    });
    expect(asked).toHaveLength(2);
  });

  it.each(['NONE', 'FORWARD'])('refuses a subject of compatibility %s', async (name) => {
    answers.set('GET /base/config/s', [200, JSON.stringify({ compatibilityLevel: name })]);
    await expect(createConfluentRegistry({ url }).register('s', SCHEMA)).rejects.toMatchObject({
      code: 'REGISTRY_COMPATIBILITY',
      message: expect.stringContaining(name),
    });
    expect(asked).toHaveLength(1);
  });

  it('gives the registry’s reason for refusing a schema', async () => {
    answers.set('GET /base/config/s', [200, '{"compatibilityLevel":"FULL_TRANSITIVE"}']);
    answers.set('POST /base/subjects/s/versions', [409, '{"error_code":409,"message":"b has no default"}']);
    await expect(createConfluentRegistry({ url }).register('s', SCHEMA)).rejects.toMatchObject({
      code: 'SCHEMA_INCOMPATIBLE',
      message: expect.stringContaining('b has no default'),
    });
  });

  it.each([
    [503, '', 'REGISTRY_UNREACHABLE'],
    [429, '', 'REGISTRY_UNREACHABLE'],
    [200, '<html>', 'REGISTRY_UNREACHABLE'],
    [302, '', 'REGISTRY_UNREACHABLE'],
    [401, '', 'REGISTRY_ACCESS_DENIED'],
    [404, '', 'SCHEMA_UNKNOWN'],
  ])('takes status %i %s for %s', async (status, body, code) => {
    answers.set('GET /base/schemas/ids/1', [status, body]);
    await expect(createConfluentRegistry({ url }).schemaById(1)).rejects.toMatchObject({ code });
  });

  it('says that a registry is away, and answers again when it is back', async () => {
    const registry = createConfluentRegistry({ url, timeout: 100 });
    answers.set('GET /base/schemas/ids/1', [200, '{"schema":"x"}']);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await expect(registry.schemaById(1)).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await new Promise<void>((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', resolve));
    expect(await registry.schemaById(1)).toBe('x');
  });

  it.each([
    [{ username: 'u', password: 'p:w' }, `Basic ${btoa('u:p:w')}`],
    [{ token: 't' }, 'Bearer t'],
  ])('authenticates', async (auth, expected) => {
    answers.set('GET /base/schemas/ids/1', [200, '{"schema":"x"}']);
    await createConfluentRegistry({ url, auth }).schemaById(1);
    expect(authorization).toBe(expected);
  });
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
