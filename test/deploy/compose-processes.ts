import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../servers/free-ports.ts';
import { type ComposeFile, type ComposeService, ROOT } from './compose-file.ts';

const HEALTHY_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 200;
const OUTPUT_CHARACTERS = 20_000;
/** Where the image's services listen; a process of this machine gets a free port in its place. */
const PORTS = ['OPERATIONS_PORT', 'GATEWAY_PORT'];

export interface ComposeProcessesOptions {
  readonly compose: ComposeFile;
  /** What stands in for the servers of the compose network: `kafka:9092` → `127.0.0.1:34567`. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Gets a folder for each volume. */
  readonly folder: string;
}

/** One process of a service, with the command and environment that its container would have. */
export interface ComposeProcess {
  readonly service: string;
  /** Where it answers `/healthz`; null for one that does not listen. */
  readonly url: string | null;
  /** What it printed last, standard output and error together. */
  output(): string;
  /** Resolves with the first match in its output. @throws Error with the output where it ends before */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Sends the signal and waits. @returns exit code, or the signal that ended it */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface ComposeProcesses {
  /** Starts one process more of a service and resolves once its health check passes, as `--wait` does. */
  start(service: string): Promise<ComposeProcess>;
  /** Kills what still runs. */
  destroy(): Promise<void>;
}

/** Runs services of the compose file as plain processes; only hosts, ports and folders differ. */
export async function createComposeProcesses(options: ComposeProcessesOptions): Promise<ComposeProcesses> {
  const { compose, addresses, folder } = options;
  const [gatewayPort = 0] = await freePorts(1);
  const running: { child: ChildProcess; ended: Promise<number | NodeJS.Signals> }[] = [];

  /** Servers, published addresses and volumes by what stands for them here. */
  function placesOf(service: ComposeService): ReadonlyMap<string, string> {
    const volumes = service.volumes.map((mount): [string, string] => {
      const [source = '', target = ''] = mount.split(':');
      const path = join(folder, source);
      mkdirSync(path, { recursive: true });
      return [target, path];
    });
    return new Map([
      ...Object.entries(addresses),
      ['localhost:8080', `127.0.0.1:${gatewayPort}`],
      ['0.0.0.0', '127.0.0.1'],
      ...volumes,
    ]);
  }

  async function start(name: string): Promise<ComposeProcess> {
    const service = compose.services[name];
    if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
    const places = placesOf(service);
    const here = (text: string) => {
      let placed = text;
      for (const [from, to] of places) placed = placed.replaceAll(from, to);
      return placed;
    };
    const environment = Object.fromEntries(
      Object.entries(service.environment).map(([key, value]) => [key, here(value)]),
    );
    const free = await freePorts(PORTS.length);
    for (const [index, key] of PORTS.entries()) {
      if (environment[key] === undefined) continue;
      environment[key] = String(key === 'GATEWAY_PORT' ? gatewayPort : free[index]);
    }
    const port = environment.GATEWAY_PORT ?? environment.OPERATIONS_PORT;
    const env = { PATH: process.env.PATH, ...environment };
    const child = spawnCommand((service.command ?? []).map(here), env);
    const ended = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals => code ?? signal);
    running.push({ child, ended });
    const listener = createListener(child, name);
    const check = healthCheckOf(service).map(here);
    await untilHealthy(name, check, env, listener);
    return {
      service: name,
      url: port === undefined ? null : `http://127.0.0.1:${port}`,
      output: listener.output,
      until: listener.until,
      async end(signal) {
        child.kill(signal);
        return ended;
      },
    };
  }

  return {
    start,
    async destroy() {
      for (const { child } of running) child.kill('SIGKILL');
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
}

/** `node` is the one that runs this. */
function spawnCommand([command = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const program = command === 'node' ? process.execPath : command;
  return spawn(program, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The service's own, else that of the image. */
function healthCheckOf(service: ComposeService): readonly string[] {
  if (service.healthcheck !== undefined) return service.healthcheck.test.slice(1);
  const dockerfile = readFileSync(`${ROOT}Dockerfile`, 'utf8');
  const [, words = ''] = /^HEALTHCHECK .*CMD \[(.+)\]$/m.exec(dockerfile) ?? [];
  return words.split(',').map((word) => word.trim().replaceAll('"', ''));
}

async function untilHealthy(
  name: string,
  check: readonly string[],
  env: NodeJS.ProcessEnv,
  listener: Listener,
): Promise<void> {
  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  for (;;) {
    const [code] = await once(spawnCommand(check, env), 'exit');
    listener.throwIfEnded();
    if (code === 0) return;
    if (Date.now() > deadline) throw new Error(`${name} did not become healthy:\n${listener.output()}`);
    await pause(LOOK_EVERY_MS);
  }
}

interface Listener {
  output(): string;
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  throwIfEnded(): void;
}

function createListener(child: ChildProcess, name: string): Listener {
  let output = '';
  const watchers = new Set<() => void>();
  const wake = () => {
    for (const watcher of [...watchers]) watcher();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARACTERS);
      wake();
    });
  }
  child.once('exit', wake);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const early = () => new Error(`${name} ended with ${child.exitCode ?? child.signalCode}:\n${output}`);

  return {
    output: () => output,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = output.match(pattern);
          if (match !== null) resolve(match);
          else if (hasEnded()) reject(early());
          else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      }),
    throwIfEnded() {
      if (hasEnded()) throw early();
    },
  };
}
