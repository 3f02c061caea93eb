import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { RedisAddress } from '../connection.ts';

export interface CuttingProxy extends RedisAddress {
  /** The connection breaks when the server next answers, before the answer is passed on. */
  cutNextAnswer(): void;
  /** How often it did. */
  cuts(): number;
  close(): Promise<void>;
}

/**
 * Stands before a server: what it was sent has been done there, yet the client is left without an answer.
 * @param at where it listens; default: a free port
 */
export async function createCuttingProxy({ host, port }: RedisAddress, at = 0): Promise<CuttingProxy> {
  let armed = false;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ host, port });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      // Both ends go together, whoever ends and however.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (armed) {
        armed = false;
        cuts += 1;
        client.destroy();
      } else client.write(answer);
    });
  }).listen(at, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    cutNextAnswer() {
      armed = true;
    },
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
