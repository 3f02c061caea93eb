import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections (from 32768 on Linux, from 49152 by RFC 6335): a port from
 * there may be another connection's before its server listens, or while its server is stopped.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Ports that nobody listens on; all are held until the last is found, so that no two are the same. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const held = new Map<number, Server>();
  try {
    while (held.size < count) {
      const port = randomInt(LOWEST, HIGHEST);
      if (held.has(port)) continue;
      const server = createServer().listen(port, host);
      try {
        await once(server, 'listening');
        held.set(port, server);
      } catch (error) {
        if (!isInUse(error)) throw error;
      }
    }
    return [...held.keys()];
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
