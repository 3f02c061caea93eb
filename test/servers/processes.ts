import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/** How long a server may take to start on a busy machine. */
const START_DEADLINE_MS = 90_000;
/** How long a server may take to stop by itself before it is killed. */
const STOP_DEADLINE_MS = 15_000;
const LOG_TAIL_CHARACTERS = 4_000;

export interface ServerProcess {
  /** Asks the process to end, and ends it if it does not. Settles when it has. */
  stop(): Promise<void>;
  /** Ends the process at once, as a power cut would. Settles when it has. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Gets what the process prints. */
  readonly logFile: string;
  readonly isReady: () => Promise<boolean>;
}

/**
 * Starts a process and waits until it is ready. Throws with the tail of its log where it ends early or never becomes
 * ready; it is then gone. It also goes when this process exits, however that comes about short of SIGKILL.
 */
export async function startProcess(options: StartOptions): Promise<ServerProcess> {
  const log = openSync(options.logFile, 'a');
  const child = spawn(options.command, options.args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...options.env },
  });
  closeSync(log);
  const killWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killWithUs);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  }).then(() => {
    process.off('exit', killWithUs);
  });
  try {
    await untilReady(options, child);
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    throw error;
  }
  return {
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(killWithUs, STOP_DEADLINE_MS);
      await ended;
      clearTimeout(late);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilReady({ name, logFile, isReady }: StartOptions, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  while (!(await isReady())) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${name} ended before it was ready:\n${tailOf(logFile)}`);
    }
    if (Date.now() > deadline) {
      throw new Error(`${name} was not ready after ${START_DEADLINE_MS} ms:\n${tailOf(logFile)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function tailOf(logFile: string): string {
  return readFileSync(logFile, 'utf8').slice(-LOG_TAIL_CHARACTERS);
}
