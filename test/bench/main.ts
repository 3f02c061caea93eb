/**
 * `make bench`: each figure beside the bare limit measured in the same run, and the ratio. Each bench is a process
 * of its own, so that none inherits another's memory. `node test/bench/main.ts processor memory` runs only those.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './harness.ts';

/** Loaded only by the process that runs it: memory is measured, and other benches' tools would count. */
const BENCHES: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  fetcher: async () => (await import('./fetcher.ts')).benchFetcher(),
  processor: async () => (await import('./processor.ts')).benchProcessor(),
  history: async () => (await import('./processor.ts')).benchHistory(),
  gateway: async () => (await import('./gateway.ts')).benchGatewayRows(),
  latency: async () => (await import('./live/latency.ts')).benchLatency(),
  streams: async () => (await import('./live/streams.ts')).benchStreams(),
  rollover: async () => (await import('./rollover.ts')).benchRolloverRows(),
  cluster: async () => (await import('./cluster/throughput.ts')).benchThroughput(),
  'catch-up': async () => (await import('./cluster/catch-up.ts')).benchCatchUp(),
  'take-over': async () => (await import('./cluster/take-over.ts')).benchTakeOver(),
  redis: async () => (await import('./redis.ts')).benchRedis(),
  memory: async () => (await import('./memory.ts')).benchMemory(),
};

/** As the first line of services/tracker/src/main.ts. */
const NODE_FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=1024'];

const [first, ...rest] = process.argv.slice(2);
const bench = first === '--child' ? BENCHES[rest[0] ?? ''] : undefined;
if (bench !== undefined) process.stdout.write(JSON.stringify(await bench()));
else {
  const names = first === undefined ? Object.keys(BENCHES) : [first, ...rest];
  process.stdout.write('| what | ours | bare | ratio | goal |\n|---|---|---|---|---|\n');
  for (const name of names) for (const row of runChild(name)) process.stdout.write(`${line(row)}\n`);
}

function runChild(name: string): BenchRow[] {
  const child = spawnSync(
    process.execPath,
    [...NODE_FLAGS, fileURLToPath(import.meta.url), '--child', name],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (child.status !== 0) throw new Error(`bench ${name} failed`);
  return JSON.parse(child.stdout);
}

function line({ what, ours, bare, unit, goal, atMost, ratio, note }: BenchRow): string {
  const number = (x: number) => Math.round(x).toLocaleString('en-US');
  const share = ratio ?? (bare === null ? null : ours / bare);
  const wanted = goal === undefined ? '' : `${atMost === true ? '≤' : '≥'} ${goal}`;
  const met =
    goal === undefined || share === null
      ? ''
      : (atMost === true ? share <= goal : share >= goal)
        ? ' met'
        : ' MISSED';
  return `| ${what}${note === undefined ? '' : ` (${note})`} | ${number(ours)} ${unit} | ${bare === null ? '' : `${number(bare)} ${unit}`} | ${share === null ? '' : share.toFixed(2)} | ${wanted}${met} |`;
}
