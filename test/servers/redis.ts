import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePorts } from './free-ports.ts';
import { ensureProgram } from './programs.ts';

const HOST = '127.0.0.1';
const PROGRAM = { name: 'redis-server', debianPackage: 'redis-server' };

type RunningServer = ChildProcessByStdio<null, Readable, null>;

/** A redis-server of our own: loopback only, data (append-only file) in a folder of its own. */
export interface RedisServer {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** Where other nodes of a cluster reach it; null outside a cluster. */
  readonly busPort: number | null;
  /** Starts it again on the same port over the same data; resolves when it takes commands. */
  start(): Promise<void>;
  /** SIGTERM saves what is not saved yet; SIGKILL does not. Does nothing where it is not running. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Lets it hang with its connections open, and go on. */
  freeze(): void;
  thaw(): void;
  /** Copies the data aside; the server is stopped. */
  backup(): Promise<string>;
  /** Puts a copy in place of the data, or nothing (`null`); the server is stopped. */
  restore(copy: string | null): Promise<void>;
  /** Stops it and removes its data. */
  destroy(): Promise<void>;
}

export interface RedisServerOptions {
  readonly cluster?: boolean;
  /** Speaks TLS only; `settings` name its certificate. */
  readonly tls?: boolean;
  /** Further settings, as on the command line of redis-server. */
  readonly settings?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Starts a redis-server on a free port; it ends with this process at the latest.
 * @throws Error that names what is missing where there is no redis-server and it cannot be installed
 */
export async function startRedis({
  cluster = false,
  tls = false,
  settings = {},
}: RedisServerOptions = {}): Promise<RedisServer> {
  await ensureProgram(PROGRAM);
  const home = await mkdtemp(join(tmpdir(), 'redis-'));
  const data = join(home, 'data');
  const [port = 0, second = 0] = await freePorts(2);
  const busPort = cluster ? second : null;
  const all: Record<string, string | readonly string[]> = {
    bind: HOST,
    port: tls ? '0' : String(port),
    ...(tls && { 'tls-port': String(port) }),
    dir: data,
    appendonly: 'yes',
    save: '',
    ...(cluster && {
      'cluster-enabled': 'yes',
      'cluster-port': String(busPort),
      'cluster-node-timeout': '2000',
    }),
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value].flat());
  let running: RunningServer | null = null;
  let copies = 0;

  async function start(): Promise<void> {
    if (running !== null) return;
    await mkdir(data, { recursive: true });
    running = spawn(PROGRAM.name, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await untilReady(running);
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = running;
    running = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await exited;
  }

  // Where a run ends without coming to `destroy`.
  const leave = () => {
    running?.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', leave);
  try {
    await start();
  } catch (error) {
    process.off('exit', leave);
    leave();
    throw error;
  }
  return {
    host: HOST,
    port,
    url: `redis://${HOST}:${port}`,
    busPort,
    start,
    stop,
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
    async backup() {
      copies += 1;
      const copy = join(home, `copy-${copies}`);
      await cp(data, copy, { recursive: true });
      return copy;
    },
    async restore(copy) {
      await rm(data, { recursive: true });
      if (copy !== null) await cp(copy, data, { recursive: true });
    },
    async destroy() {
      await stop('SIGKILL');
      process.off('exit', leave);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Resolves when the server says that it takes commands; what it printed is in the error where it ends before. */
async function untilReady(child: RunningServer): Promise<void> {
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`${PROGRAM.name} ended with ${code ?? signal}:\n${said.join('\n')}`)),
    );
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (said.push(line) > 50) said.shift();
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
}
