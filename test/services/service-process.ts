import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export type ServiceName = 'metric-processor' | 'weekly-rollover' | 'gateway' | 'fetcher';

/** A service as a plain process, configured by its environment alone. */
export interface ServiceProcess {
  readonly process: ChildProcess;
  /** Lines of its log so far. */
  lines(): readonly string[];
  /** Resolves with the first line that matches. Rejects where the process ends before. */
  until(pattern: RegExp): Promise<string>;
  /** Where it answers: the last address that it said. */
  url(): string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Sends a signal and waits for the end. @returns the exit code, or the signal that ended it */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Started with nothing but `env`; killed when the test has ended, if it still runs. */
export function startService(name: ServiceName, env: Readonly<Record<string, string>>): ServiceProcess {
  const main = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  const wake = () => {
    for (const watcher of [...watchers]) watcher();
  };
  const reading = createInterface({ input: child.stderr }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  const closed = new Promise<void>((resolve) => reading.once('close', () => resolve()));
  let result: number | NodeJS.Signals | null | undefined;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  }).then(async (code) => {
    await closed;
    result = code;
    wake();
    return code;
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });

  function url(): string {
    const said = lines.findLast((line) => line.includes('"url":"http'));
    const found = said === undefined ? undefined : /"url":"(http[^"]+)"/.exec(said)?.[1];
    if (found === undefined) throw new Error(`${name} has not said where it answers:\n${lines.join('\n')}`);
    return found;
  }

  return {
    process: child,
    lines: () => lines,
    until(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = lines.find((line) => pattern.test(line));
          if (match !== undefined) resolve(match);
          else if (result !== undefined) {
            reject(new Error(`${name} ended with ${result} before it said ${pattern}:\n${lines.join('\n')}`));
          } else return;
          watchers.delete(look);
        };
        watchers.add(look);
        look();
      });
    },
    url,
    get: (path, headers = {}) => fetch(`${url()}${path}`, { headers }),
    end(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
