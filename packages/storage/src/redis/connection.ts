import { setTimeout as pause } from 'node:timers/promises';
import { TrackerError } from '@learning-tracker/runtime';
import { Cluster, Command, Redis } from 'ioredis';
import { storeError } from './failures.ts';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export interface RedisTls {
  /** PEM; the system's authorities where absent. */
  readonly ca?: string;
  /** PEM, of a client that must show a certificate. */
  readonly cert?: string;
  readonly key?: string;
}

export interface RedisConnectionOptions {
  /** One server, or nodes of a cluster that tell of the others. */
  readonly addresses: readonly [RedisAddress, ...RedisAddress[]];
  readonly cluster?: boolean;
  /** The ACL user, `default` where absent. */
  readonly username?: string;
  readonly password?: string;
  readonly tls?: RedisTls;
  /** Longest wait for the answer to a command, waiting for a connection included (default 5,000). */
  readonly commandTimeoutMs?: number;
  /** Connects with the first command only. */
  readonly isLazy?: boolean;
}

export type RedisArgument = string | number | Buffer;

/** The connection of one store. It goes on connecting for ever; each command waits a limited time. */
export interface RedisConnection {
  /**
   * Sends a command; replies are as RESP 2 has them, bulk strings as Buffers. A command may be sent twice where the
   * connection breaks before the answer.
   * @throws TrackerError STORE_UNREACHABLE, STORE_ACCESS_DENIED, STORE_STORAGE_FAILED, STORE_REPLY_UNEXPECTED, STORE_CLOSED
   */
  send(name: string, args: readonly RedisArgument[]): Promise<unknown>;
  /** Sends a command without keys to every server that may be written to. */
  sendToMasters(name: string, args: readonly RedisArgument[]): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

const COMMAND_TIMEOUT_MS = 5_000;
/** Attempts to connect after which the commands that wait are given up: they are told why, sooner than by time. */
const ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 1_000;
const LONGEST_GOODBYE_MS = 2_000;
const CONNECTED: ReadonlySet<string> = new Set(['connecting', 'connect', 'ready']);

export function connect(options: RedisConnectionOptions): RedisConnection {
  const timeoutMs = options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  const { host, port } = options.addresses[0];
  const server = `Redis${options.cluster ? ' Cluster' : ''} at ${host}:${port}`;
  const client = createClient(options);
  const pending = new Set<Command>();
  let trouble: Error | null = null;
  let closed: Promise<void> | null = null;
  client.on('error', (error: Error) => {
    trouble = error;
  });
  client.on('ready', () => {
    trouble = null;
  });
  if (client instanceof Cluster) {
    client.on('node error', (error: Error) => {
      trouble = error;
    });
  }

  async function sendBy(to: Redis | Cluster, name: string, args: readonly RedisArgument[]): Promise<unknown> {
    if (closed !== null) throw closedError(server);
    const command = new Command(name, [...args], { replyEncoding: null });
    command.setTimeout(timeoutMs);
    pending.add(command);
    try {
      return await to.sendCommand(command);
    } catch (error) {
      throw closed === null ? storeError(error, server, trouble) : closedError(server);
    } finally {
      pending.delete(command);
    }
  }

  async function close(): Promise<void> {
    const isConnected = CONNECTED.has(client.status);
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.disconnect();
    // What waits for a connection would wait for its time-out.
    for (const command of pending) command.reject(new Error('closed'));
    // A client that was between two attempts to connect never tells of its end.
    if (isConnected) await Promise.race([ended, pause(LONGEST_GOODBYE_MS, undefined, { ref: false })]);
  }

  return {
    send: (name, args) => sendBy(client, name, args),
    async sendToMasters(name, args) {
      if (!(client instanceof Cluster)) return [await sendBy(client, name, args)];
      // Nodes are known once the cluster has answered anything.
      await sendBy(client, 'PING', []);
      return Promise.all(client.nodes('master').map((node) => sendBy(node, name, args)));
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

function createClient(options: RedisConnectionOptions): Redis | Cluster {
  const { addresses, cluster = false, username, password, tls, isLazy = false } = options;
  const [{ host, port }] = addresses;
  const common = {
    protocol: 2 as const,
    maxRetriesPerRequest: ATTEMPTS,
    // A peer that is gone without a word is found out by its silence.
    socketTimeout: options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS,
    connectTimeout: options.commandTimeoutMs ?? COMMAND_TIMEOUT_MS,
    // A server that became a replica: what it refuses goes to the one that its address leads to now.
    reconnectOnError: (error: Error): 2 | false => (error.message.startsWith('READONLY') ? 2 : false),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls !== undefined && { tls: { ...tls } }),
  };
  const retryPause = (attempt: number) => Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(attempt, 10));
  if (cluster) {
    return new Cluster(
      addresses.map((node) => ({ host: node.host, port: node.port })),
      {
        redisOptions: common,
        lazyConnect: isLazy,
        clusterRetryStrategy: retryPause,
        // Names of a managed cluster's certificate must reach the TLS layer as they are.
        ...(tls !== undefined && { dnsLookup: (name, callback) => callback(null, name) }),
      },
    );
  }
  return new Redis({ ...common, host, port, lazyConnect: isLazy, retryStrategy: retryPause });
}

function closedError(server: string): TrackerError {
  return new TrackerError(
    'STORE_CLOSED',
    `The store in ${server} is closed.`,
    'Close it after its last user.',
  );
}
