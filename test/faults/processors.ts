import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Point, type ProcessorOptions, type Report, report } from './messages.ts';

/** Where Node keeps compiled modules by default; to load and strip types anew would be most of a short life's work. */
const COMPILE_CACHE = join(tmpdir(), 'node-compile-cache');
const PROGRAM = fileURLToPath(new URL('./processor-process.ts', import.meta.url));

/** A processor in a process of its own. */
export interface RunningProcessor {
  /** Partitions it holds, over all topics. */
  assigned(): number;
  /** Where its fault struck; null before. */
  struck(): Point | null;
  /** How many commits were answered so. */
  commits(result: 'already-committed' | 'fenced'): number;
  /** Times of its warnings and errors whose text matches, in milliseconds of its own clock. */
  warned(pattern: RegExp): readonly number[];
  /** All it has warned of, for a person. */
  warnings(): readonly string[];
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, as soon as it listens to it. */
  stop(): void;
  /** How it ended: the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  hasEnded(): boolean;
}

/** Starts processors; the next one is loaded ahead, so that a killed one is replaced at once. */
export interface Processors {
  start(options: ProcessorOptions): RunningProcessor;
  /** Kills what still runs. */
  dispose(): Promise<void>;
}

export function createProcessors(): Processors {
  const running = new Set<Spawned>();
  let spare: Spawned | undefined;

  function spawn(): Spawned {
    const spawned = spawnProcessor();
    running.add(spawned);
    void spawned.handle.ended.then(() => running.delete(spawned));
    return spawned;
  }

  return {
    start(options) {
      const { handle, order } = spare?.handle.hasEnded() === false ? spare : spawn();
      order(options);
      spare = spawn();
      return handle;
    },
    async dispose() {
      const all = [...running];
      for (const { handle } of all) handle.kill('SIGKILL');
      await Promise.all(all.map(({ handle }) => handle.ended));
    },
  };
}

interface Spawned {
  readonly handle: RunningProcessor;
  /** Starts it, as soon as it has loaded. */
  order(options: ProcessorOptions): void;
}

function spawnProcessor(): Spawned {
  const child = fork(PROGRAM, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  const leave = (): void => void child.kill('SIGKILL');
  process.once('exit', leave);
  const loaded = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const reports: Report[] = [];
  child.on('message', (message) => {
    const said = report.parse(message);
    reports.push(said);
    if (said.type === 'loaded') loaded.resolve();
    if (said.type === 'started') started.resolve();
  });
  const ended = endOf(child).finally(() => process.off('exit', leave));
  const of = <T extends Report['type']>(type: T): readonly Extract<Report, { type: T }>[] =>
    reports.filter((one): one is Extract<Report, { type: T }> => one.type === type);
  return {
    order: (options) => void loaded.promise.then(() => child.send(options, () => {})),
    handle: {
      assigned: () => of('assigned').at(-1)?.partitions ?? 0,
      struck: () => of('struck').at(-1)?.point ?? null,
      commits: (result) => of('commit').filter((commit) => commit.result === result).length,
      warned: (pattern) =>
        of('log')
          .filter(({ text }) => pattern.test(text))
          .map(({ atMs }) => atMs),
      warnings: () => of('log').map(({ text }) => text),
      kill: (signal) => void child.kill(signal),
      stop: () => void started.promise.then(() => child.kill('SIGTERM')),
      ended,
      hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    },
  };
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? signal ?? -1));
  });
}
