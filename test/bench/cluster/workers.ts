import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Done, type Report, reportSchema, type Task } from './task.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
/** As the first line of services/metric-processor/src/main.ts. */
const NODE_FLAGS = ['--max-semi-space-size=64', '--max-old-space-size=1024'];

export interface Worker {
  /** SIGTERM ends it as a deployment does; SIGKILL as a power cut. Settles when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Starts a worker; it ends with this process at the latest. `onEnd` gets why it ended where nobody ended it. */
export function startWorker(
  task: Task,
  onReport: (report: Report) => void,
  onEnd: (why: Error) => void,
): Worker {
  const child = fork(WORKER, [JSON.stringify(task)], { execArgv: [...NODE_FLAGS, ...profileFlags()] });
  const exited = once(child, 'exit');
  let asked = false;
  child.on('message', (message) => onReport(reportSchema.parse(message)));
  void exited.then(([code, signal]) => {
    if (!asked) onEnd(new Error(`a worker (${task.role.kind}) ended with ${code ?? signal}`));
  });
  return {
    async end(signal) {
      asked = true;
      child.kill(signal);
      await exited;
    },
  };
}

/** `BENCH_PROFILE=folder` keeps a processor profile of each worker there. */
function profileFlags(): readonly string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

/** What workers did from the first assignment to the last record. */
export interface Run {
  readonly records: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly parts: number;
  readonly partBytes: number;
  /** Processor time of all workers a record, from their assignment on. */
  readonly cpuMicrosPerRecord: number;
  readonly done: readonly Done[];
}

/** Runs workers until they have done so many records together, then ends them. */
export async function runWorkers(tasks: readonly Task[], wanted: number): Promise<Run> {
  const finished = Promise.withResolvers<void>();
  const done: Done[] = [];
  const cpu = new Map<number, { readonly from: number; to: number }>();
  let since = Number.POSITIVE_INFINITY;
  let records = 0;
  const workers = tasks.map((task, i) =>
    startWorker(
      task,
      (report) => {
        const spent = cpu.get(i) ?? { from: report.cpuMicros, to: report.cpuMicros };
        spent.to = report.cpuMicros;
        cpu.set(i, spent);
        if (report.kind === 'assigned') since = Math.min(since, report.at);
        else {
          done.push(report);
          records += report.records;
          if (records >= wanted) finished.resolve();
        }
      },
      finished.reject,
    ),
  );
  try {
    await finished.promise;
  } finally {
    await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
  }
  const seconds = (Math.max(...done.map(({ at }) => at)) - since) / 1000;
  return {
    records,
    seconds,
    perSecond: records / seconds,
    parts: done.reduce((sum, { parts }) => sum + parts, 0),
    partBytes: done.reduce((sum, { partBytes }) => sum + partBytes, 0),
    cpuMicrosPerRecord: [...cpu.values()].reduce((sum, { from, to }) => sum + to - from, 0) / records,
    done,
  };
}
