import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Serde } from '@learning-tracker/streams';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClickRun, Crash, createLocalSerde, publishFolder } from '../../../testing/click-bed.ts';
import { writeClickstream } from '../../../testing/real-exports.ts';
import { course } from '../../../testing/workbench.ts';
import { type ClickWorkers, createClickWorkers } from './click-workers.ts';
import { fromWorker, messagesOf, WINDOW_BLOCKS } from './messages.ts';
import { serveFile } from './serve-file.ts';

let serde: Serde;
let one: ClickWorkers;
let two: ClickWorkers;
let folder: string;
beforeAll(async () => {
  serde = await createLocalSerde();
  one = createClickWorkers({ workers: 1, serde });
  two = createClickWorkers({ workers: 2, serde });
});
afterAll(async () => {
  await one.close();
  await two.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'click-workers-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Row {
  readonly learner: string;
  readonly courseId: string;
  readonly second: number;
  readonly value: string;
}

function fieldsOf({ learner, courseId, second, value }: Row): string[] {
  const time = `2020-05-10 10:00:${String(second).padStart(2, '0')}`;
  const middle = ['cookie', time, 'ip', 'agent', 'https://learn/x', '', 'en'];
  return [learner, ...middle, courseId, 'NL', '', 'UTC', '', '', 'pageview', value];
}

/** Learners and courses of all outcomes: published, erased, unknown, missing; times and values good and bad. */
const row = fc.record<Row>({
  learner: fc.constantFrom('a', 'b', 'erased', 'Ж', ''),
  courseId: fc.constantFrom('course-1', 'course-1', 'course-2', 'nowhere', ''),
  second: fc.constantFrom(1, 2, 59, 61),
  value: fc.constantFrom('{}', '{"a":1}', 'no json'),
});
const files = fc.array(fc.array(row, { maxLength: 12 }), { minLength: 1, maxLength: 4 });

async function write(days: readonly (readonly Row[])[]): Promise<string> {
  const exports = await mkdtemp(join(folder, 'exports-'));
  for (const [n, rows] of days.entries()) {
    const kind = n % 2 === 0 ? 'access' : 'video';
    await writeClickstream(exports, `${kind}-2020-05-1${n}.csv.gz`, rows.map(fieldsOf));
  }
  return exports;
}

const settings = { chunkRows: 5, isErased: (_: string, learner: string) => learner === 'erased' };
const facts = ({ records }: ClickRun) => [...new Set(records)].sort();

/** Some blocks: a reader gives one for each 64 KiB. */
function longDay(learner: string): Row[] {
  const value = JSON.stringify({ text: 'x'.repeat(5_000) });
  return Array.from({ length: 300 }, (_, n) => ({ learner, courseId: 'course-1', second: n % 60, value }));
}

describe('files read by worker threads', () => {
  it('are published in the same bytes, with the same books, as in the main thread', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.boolean(), async (days, partner) => {
        const exports = await write(days);
        const courses = [
          course({ publish: { clickstream: ['country_cd'] }, ...(partner ? { partnerId: '7' } : {}) }),
          course({ courseId: 'course-2', slug: 'slug-2' }),
        ];
        const [here, ofOne, ofTwo] = await Promise.all(
          [{}, { clicks: one }, { clicks: two }].map((clicks) =>
            publishFolder(exports, serde, (run) =>
              run === 0 ? { ...settings, ...clicks, courses } : undefined,
            ),
          ),
        );
        expect(ofOne).toEqual(here);
        expect(ofTwo?.records.toSorted()).toEqual(here?.records.toSorted());
        expect(ofTwo?.report).toEqual(here?.report);
      }),
      { numRuns: 12 },
    );
  });

  it('are published in the same bytes after a crash at any step, with several at work', async () => {
    const exports = await write([longDay('a'), longDay('b'), longDay('c')]);
    const crashing = { ...settings, chunkRows: 50, limits: { maxRatio: 1e6 } };
    const steps: string[] = [];
    const whole = await publishFolder(exports, serde, (run) =>
      run === 0 ? { ...crashing, onStep: (step) => void steps.push(step) } : undefined,
    );
    const wanted = facts(whole);
    await fc.assert(
      fc.asyncProperty(fc.nat(steps.length - 1), fc.constantFrom(1, 2), async (at, workers) => {
        const clicks = workers === 1 ? one : two;
        let step = 0;
        const onStep = () => {
          if (step++ === at) throw new Crash();
        };
        const crashed = await publishFolder(exports, serde, (run) =>
          run === 0 ? { ...crashing, clicks, onStep } : run === 1 ? { ...crashing, clicks } : undefined,
        );
        expect(step).toBeGreaterThan(at);
        expect(facts(crashed)).toEqual(wanted);
        expect(crashed.records.length).toBeLessThan(2 * whole.records.length);
      }),
      { numRuns: 6 },
    );
  }, 180_000);

  it('are refused for the same reasons as in the main thread', async () => {
    const exports = await write([longDay('a'), longDay('b'), longDay('c')]);
    await truncate(join(exports, 'access-2020-05-10.csv.gz'), 1_000);
    await writeFile(join(exports, 'video-2020-05-11.csv.gz'), '');
    const once = (clicks: object) =>
      publishFolder(exports, serde, (run) =>
        run === 0 ? { ...clicks, limits: { maxRatio: 1e6 } } : undefined,
      );
    const [here, there] = [await once({}), await once({ clicks: two })];
    expect(there.report).toEqual(here.report);
    expect(here.report.files.map(({ code }) => code)).toEqual(['FILE_TRUNCATED', 'FILE_EMPTY', null]);
  });
});

describe('a worker that ends in the middle of a file', () => {
  it('fails that file alone, and another goes on where it stood', async () => {
    const exports = await write([longDay('a'), longDay('b')]);
    const entry = new URL('../../../testing/mortal-click-worker.ts', import.meta.url);
    const clicks = createClickWorkers({ workers: 2, serde, entry });
    const limits = { maxRatio: 1e6 };
    const whole = await publishFolder(exports, serde, (run) => (run === 0 ? { limits } : undefined));
    try {
      await writeFile(join(exports, 'access-2020-05-10.csv.gz.dies'), '');
      const again = await publishFolder(exports, serde, (run) =>
        run < 2 ? { limits, clicks, chunkRows: 50 } : undefined,
      );
      expect(facts(again)).toEqual(facts(whole));
      expect(again.report.files).toMatchObject([{ name: 'access-2020-05-10.csv.gz', state: 'published' }]);
      expect(again.report.rows).toEqual(whole.report.files[0]?.rows);
    } finally {
      await clicks.close();
    }
  });
});

describe('a worker whose blocks are not taken', () => {
  it('waits with a few of them, and ends when the file is closed', async () => {
    const exports = await write([longDay('a')]);
    const { port1, port2 } = new MessageChannel();
    let posted = 0;
    const post = port2.postMessage.bind(port2);
    port2.postMessage = (message, transfer) => {
      posted += 1;
      post(message, Array.isArray(transfer) ? transfer : []);
    };
    const inbox = messagesOf(port1, fromWorker);
    const serving = serveFile({
      path: join(exports, 'access-2020-05-10.csv.gz'),
      limits: { maxRatio: 1e6 },
      schema: serde.registered('ClickObserved'),
      port: port2,
    });
    expect((await inbox.next()).value?.type).toBe('opened');
    const request = { places: new Map(), originals: false, configs: [], afterLine: 0, only: null };
    port1.postMessage({ type: 'read', request });
    for (let n = 0; n < WINDOW_BLOCKS; n += 1) expect((await inbox.next()).value?.type).toBe('block');
    port1.close();
    await serving;
    expect(posted).toBe(1 + WINDOW_BLOCKS);
  });
});
