import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@learning-tracker/streams/contract';
import kafkajs, { type Admin } from 'kafkajs';
import { appendEvenDays } from '../clicks.ts';
import type { BenchRow } from '../harness.ts';
import { type Cluster, openCluster } from './cluster.ts';
import type { Done, Task } from './task.ts';
import { startWorker, type Worker } from './workers.ts';

const PARTITIONS = 4;
const GROUP = 'take-over';
const LIMIT_MS = 5_000;
/** One click of each of so many learners, which are of all partitions, so many times a second. */
const LEARNERS = 40;
const PAUSE_MS = 100;

/** What a worker has and has done, as it told. */
interface Member {
  readonly worker: Worker;
  held: readonly number[];
  readonly done: Done[];
}

/** How long nobody works on a partition whose owner was killed, or left, while clicks keep coming to all of them. */
export async function benchTakeOver(): Promise<BenchRow[]> {
  const cluster = await openCluster(PARTITIONS);
  const admin = new kafkajs.Kafka({
    brokers: [...cluster.addresses.brokers],
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  await admin.connect();
  const members: Member[] = [];
  const failed = Promise.withResolvers<never>();
  const clicks = keepClicksComing(cluster);
  clicks.ended.catch(failed.reject);
  const join = () => members.push(startMember(cluster, failed.reject));
  try {
    join();
    join();
    const measured = (async () => {
      const afterDeath = await takeOver(admin, members, 'SIGKILL');
      join();
      const afterLeave = await takeOver(admin, members, 'SIGTERM');
      return { afterDeath, afterLeave };
    })();
    const { afterDeath, afterLeave } = await Promise.race([measured, failed.promise]);
    return [
      row('taken over after the broker declared its owner dead', afterDeath),
      row('taken over after its owner was asked to end', afterLeave),
    ];
  } finally {
    await clicks.stop();
    await Promise.all(members.map(({ worker }) => worker.end('SIGTERM')));
    await admin.disconnect();
    await cluster.close();
  }
}

function row(what: string, tookMs: number): BenchRow {
  return {
    what: `a partition is processed again, ${what}`,
    ours: tookMs,
    bare: LIMIT_MS,
    unit: 'ms',
    goal: 1,
    atMost: true,
    note: 'bare: the limit; the slowest partition counts',
  };
}

function startMember(cluster: Cluster, onEnd: (why: Error) => void): Member {
  const task: Task = { addresses: cluster.addresses, name: GROUP, role: { kind: 'processor' } };
  const done: Done[] = [];
  const worker = startWorker(
    task,
    (report) => {
      if (report.kind === 'assigned') member.held = report.partitions;
      else done.push(report);
    },
    onEnd,
  );
  const member: Member = { worker, held: [], done };
  return member;
}

/** Ends the first member when both work. @returns milliseconds until the other has committed on each of its partitions */
async function takeOver(admin: Admin, members: Member[], signal: 'SIGKILL' | 'SIGTERM'): Promise<number> {
  const [owner, heir] = members;
  if (owner === undefined || heir === undefined) throw new Error('two members are needed');
  const half = PARTITIONS / 2;
  await until('they share', () => owner.held.length === half && heir.held.length === half);
  const shared = Date.now();
  await until('both work', () => [owner, heir].every((one) => worksOn(one, one.held, shared)));
  const asked = Date.now();
  const ended = owner.worker.end(signal);
  members.shift();
  if (signal === 'SIGKILL') await until('the broker knows it', async () => (await size(admin)) === 1);
  const since = signal === 'SIGKILL' ? Date.now() : asked;
  await until('the heir works on all', () => worksOn(heir, owner.held, asked));
  await ended;
  return Math.max(0, ...owner.held.map((partition) => firstDone(heir, partition, asked) - since));
}

function worksOn(member: Member, partitions: readonly number[], since: number): boolean {
  return partitions.every((partition) => Number.isFinite(firstDone(member, partition, since)));
}

/** When it first committed records of the partition after `since`; infinite where it has not. */
function firstDone({ done }: Member, partition: number, since: number): number {
  return done.find((one) => one.partition === partition && one.at > since)?.at ?? Number.POSITIVE_INFINITY;
}

async function size(admin: Admin): Promise<number> {
  const { groups } = await admin.describeGroups([GROUP]);
  return groups[0]?.members.length ?? 0;
}

function keepClicksComing(cluster: Cluster): { readonly ended: Promise<void>; stop(): Promise<void> } {
  const stopping = new AbortController();
  const ended = (async () => {
    for (let day = 0; !stopping.signal.aborted; day += 1) {
      await appendEvenDays(cluster, { from: day, to: day + 1, learners: LEARNERS, perLearner: 1 });
      await pause(PAUSE_MS);
    }
  })();
  return {
    ended,
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
