import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { onTestFinished, vi } from 'vitest';
import { createProgram } from '../../services/tracker/src/cli/program.ts';

const MAIN = fileURLToPath(new URL('../../services/tracker/src/main.ts', import.meta.url));
export const CASE = fileURLToPath(new URL('../cases/b1/', import.meta.url));

/** A folder that is gone when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'learning-tracker-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end, as a user would. */
export function tracker(...args: readonly string[]): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return { code: status, stdout, stderr };
}

/**
 * Runs a command that ends in this process, which is quicker. What it throws is in `stderr`, and `code` is null then.
 *
 * @param env names the deployment that operators' commands work on
 */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  const catching = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      output[name] += String(text);
      return true;
    }),
  );
  let code: number | null = null;
  try {
    await createProgram((ended) => {
      code = ended;
    }, env).parseAsync(['--log-level', 'silent', ...args], { from: 'user' });
  } catch (error) {
    output.stderr += error instanceof TrackerError ? `${error.code}: ${error.message}` : messageOf(error);
  } finally {
    for (const spy of catching) spy.mockRestore();
  }
  return { code, ...output };
}

export interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Resolves with the first match on standard output. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
  /** The same on standard error. */
  untilError(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

export interface StartOptions {
  /** Variables beside those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a command that goes on until stopped; killed when the test has ended. */
export function startTracker(...words: readonly (string | StartOptions)[]): Running {
  const args = words.filter((word) => typeof word === 'string');
  const [options] = words.filter((word) => typeof word !== 'string');
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options?.env },
  });
  let output = '';
  let errors = '';
  const watchers = new Set<() => void>();
  const wake = () => {
    for (const watcher of [...watchers]) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    wake();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(code ?? signal);
      wake();
    });
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    process: child,
    output: () => output,
    errors: () => errors,
    ended,
    until: (pattern) => said(() => output, pattern),
    untilError: (pattern) => said(() => errors, pattern),
    async end(signal) {
      child.kill(signal);
      return ended;
    },
  };

  function said(text: () => string, pattern: RegExp): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = text().match(pattern);
        if (match !== null) resolve(match);
        else if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`tracker ended before it said ${pattern}:\n${output}\n${errors}`));
        } else return;
        watchers.delete(look);
      };
      watchers.add(look);
      look();
    });
  }
}

/** Asks again until the answer satisfies; fails after `deadlineMs`, with the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>,
  satisfies: (answer: T) => boolean,
  deadlineMs = 60_000,
  pauseMs = 50,
): Promise<T> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
