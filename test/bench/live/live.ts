import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signToken } from '@learning-tracker/gateway';
import { LEARNER_TOPICS, TOPICS, topicSpecs } from '@learning-tracker/streams';
import { startRedis } from '../../servers/redis.ts';
import { COURSE } from '../clicks.ts';
import { PARTITIONS } from '../harness.ts';
import { appendCourse } from './course.ts';
import { type Machine, openMachine } from './machine.ts';
import { type Places, reportSchema, type Task } from './task.ts';

const WORKER = fileURLToPath(new URL('./worker.ts', import.meta.url));
const SECRET = 'a-secret-of-the-bench-0123456789abcdef';
const LOOK_AGAIN_MS = 50;

/** A gateway and, when asked for, a processor as processes of their own; this one appends and asks. */
export interface Live extends Machine {
  readonly url: string;
  /** Base of a signed link of a learner by table id. */
  link(learnerId: string): Promise<string>;
  /** @returns stops it */
  startProcessor(): Promise<() => Promise<void>>;
  /** Records on the log that are not in the store yet. */
  behind(): Promise<number>;
  caughtUp(): Promise<void>;
  /** Resident memory of the gateway. */
  gatewayMiB(): Promise<number>;
}

/** @param learners members of the course, of whom nothing else is known yet */
export async function withLive<T>(learners: number, work: (live: Live) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'learning-tracker-bench-live-'));
  const redis = await startRedis();
  const places = { logPath: join(folder, 'log.sqlite'), redisPort: redis.port, partitions: PARTITIONS };
  const workers: ChildProcess[] = [];
  const machine = await openMachine(places);
  try {
    await machine.log.ensureTopics(topicSpecs(PARTITIONS));
    await machine.serde.register();
    await appendCourse(machine, learners);
    const [gateway, url] = await start({ ...places, role: 'gateway', secret: SECRET }, workers);
    const behind = async () => {
      const progress = await machine.store.progress();
      let records = 0;
      for (const topic of [...LEARNER_TOPICS, TOPICS.courseContent]) {
        for (const { end } of await machine.log.offsets(topic)) records += end;
        for (const { positions } of progress) records -= positions[topic] ?? 0;
      }
      return records;
    };
    return await work({
      ...machine,
      url: url ?? '',
      behind,
      async link(learnerId) {
        const claims = { role: 'learner', sub: learnerId, idKind: 'table', course: COURSE } as const;
        const token = await signToken(claims, { secret: SECRET, nowMs: Date.now(), ttlSeconds: 3_600 });
        return `/w/${token}`;
      },
      async startProcessor() {
        const [processor] = await start({ ...places, role: 'processor' }, workers);
        return () => end(processor);
      },
      async caughtUp() {
        while ((await behind()) > 0) await pause(LOOK_AGAIN_MS);
      },
      async gatewayMiB() {
        gateway.send('memory?');
        const report = reportSchema.parse((await once(gateway, 'message'))[0]);
        return report.kind === 'memory' ? report.residentMiB : Number.NaN;
      },
    });
  } finally {
    await Promise.all(workers.map(end));
    await machine.close();
    await redis.destroy();
    await rm(folder, { recursive: true, force: true });
  }
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill();
  await exited;
}

async function start(task: Task, workers: ChildProcess[]): Promise<readonly [ChildProcess, string | null]> {
  const child = fork(WORKER, [JSON.stringify(task satisfies Places)]);
  workers.push(child);
  const report = reportSchema.parse((await once(child, 'message'))[0]);
  return [child, report.kind === 'started' ? report.url : null];
}
