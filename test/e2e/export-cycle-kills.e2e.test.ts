import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createExportServer } from '@learning-tracker/export-server';
import { expect, onTestFinished, test } from 'vitest';
import { startBench, statesOf } from './engine-bench.ts';
import { COURSE, put, smallConfig, smallExports } from './small-course.ts';
import { temporaryFolder } from './support.ts';

const PROCESS = fileURLToPath(new URL('./export-cycle-process.ts', import.meta.url));
const NOW = '2024-01-20T05:00:00Z';
const TOKEN = 'a-token-of-the-stub';
const SEED = 20_240_120;
const config = { ...smallConfig(), backfillFrom: '2024-01-01' };

interface Kill {
  readonly step: string;
  readonly time: number;
}

/** Coursera and an empty place for a fetcher, whose processes all go on in it. */
async function createWorld() {
  const folder = temporaryFolder();
  const [served, downloads] = [join(folder, 'coursera'), join(folder, 'exports')];
  for (const each of [served, downloads]) mkdirSync(each);
  put(served, await smallExports());
  const server = await createExportServer({
    exportsFolder: served,
    courses: [{ id: COURSE }],
    clock: { now: () => Date.parse(NOW) * 1000 },
    token: TOKEN,
    latencyMs: 0,
    // A second request of the same would make a second job.
    recentMs: 0,
  });
  onTestFinished(server.close);
  const api = `${await server.listen({ host: '127.0.0.1', port: 0 })}/api/`;

  /** @returns how the process ended, and the steps that it said */
  async function run(killAt: Kill | null) {
    const data = join(folder, 'data.sqlite');
    const task = { data, downloads, courses: JSON.stringify(config), now: NOW, api, token: TOKEN, killAt };
    const child = spawn(process.execPath, [PROCESS, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal));
    });
    const said = await text(child.stdout);
    return { end: await ended, steps: said.split('\n').filter((line) => line !== '') };
  }

  return {
    run,
    jobs: () => server.jobs().map(({ kind, interval }) => `${kind} ${interval?.start ?? ''}`),
    /** What the engine makes of the log: state bytes, figures, and no dead letter. */
    async outcome() {
      const bench = await startBench(config, { folder });
      await bench.engine.caughtUp();
      const outcome = {
        states: await statesOf(bench.engine.store),
        figures: await bench.figures(),
        dead: (await bench.deadLetters()).length,
      };
      await bench.stop();
      return outcome;
    },
  };
}

/** Steps that are only there after a kill, with the one to be killed at before. */
const AFTER_A_KILL: readonly (readonly [Kill, Kill])[] = [
  [
    { step: 'requested', time: 1 },
    { step: 'list jobs', time: 1 },
  ],
  [
    { step: 'requested', time: 2 },
    { step: 'settle', time: 1 },
  ],
  [
    { step: 'request', time: 2 },
    { step: 'settle', time: 1 },
  ],
];
const STEPS = [
  'ask',
  'collected',
  'download',
  'downloaded',
  'links',
  'list jobs',
  'plan',
  'poll',
  'polled',
  'publish',
  'remove file',
  'request',
  'requested',
  'settle',
];

test(`killed at any step of the cycle, and at some of publishing (seed ${SEED}), a fetcher goes on to the same facts and asks for nothing twice`, async () => {
  const undisturbed = await createWorld();
  const { end, steps } = await undisturbed.run(null);
  expect(end).toBe(0);
  const wanted = { jobs: undisturbed.jobs().sort(), outcome: await undisturbed.outcome() };
  expect(wanted.jobs.length).toBeGreaterThan(4);
  expect(new Set(wanted.jobs).size).toBe(wanted.jobs.length);
  expect(wanted.outcome.states.length).toBeGreaterThan(5);
  expect(wanted.outcome.dead).toBe(0);

  const names = [...new Set(steps)];
  const ofCycle = [...names.filter((name) => !name.startsWith('publishing: ')), 'list jobs', 'settle'];
  expect(ofCycle.sort()).toEqual(STEPS);
  let state = SEED;
  const pick = (most: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return 1 + (state % most);
  };
  // Of the steps of publishing, which have tests of their own, two.
  const publishing = names.filter((name) => name.startsWith('publishing: '));
  const chosen = [publishing[pick(publishing.length) - 1], publishing[pick(publishing.length) - 1]];
  const killed = names.filter((name) => !publishing.includes(name) || chosen.includes(name));
  const single = killed.map((step) => [{ step, time: pick(steps.filter((each) => each === step).length) }]);
  for (const kills of [...single, ...AFTER_A_KILL]) {
    const world = await createWorld();
    const note = JSON.stringify({ seed: SEED, kills });
    for (const kill of kills) expect((await world.run(kill)).end, note).toBe('SIGKILL');
    expect((await world.run(null)).end, note).toBe(0);
    expect(world.jobs().sort(), note).toEqual(wanted.jobs);
    expect(await world.outcome(), note).toEqual(wanted.outcome);
  }
}, 600_000);
