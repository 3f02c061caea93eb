import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as readers from '@learning-tracker/coursera';
import { silentLogger } from '@learning-tracker/runtime';
import { createSerde, type ProducedRecord, type Serde } from '@learning-tracker/streams';
import { createFetcher } from '../fetcher.ts';
import type { FetcherDeps, FetchReport } from '../model.ts';
import { createFolderSource } from '../source/folder-source.ts';
import { course } from './workbench.ts';

/** The serde of the product, with ids that no registry gave. */
export async function createLocalSerde(): Promise<Serde> {
  let id = 0;
  const registry = {
    register: () => Promise.resolve(++id),
    schemaById: () => Promise.reject(new Error('nothing is read')),
  };
  const serde = createSerde({ registry, clock: { now: () => 0 } });
  await serde.register();
  return serde;
}

export interface ClickRun {
  /** Bytes of everything published, as text, in the order of the log. */
  readonly records: readonly string[];
  /** The last run's. */
  readonly report: FetchReport;
}

/** Publishes a folder of real files into memory by as many runs, each of a new process, as `deps` gives before it ends. */
export async function publishFolder(
  exports: string,
  serde: Serde,
  deps: (run: number) => Partial<FetcherDeps> | undefined,
): Promise<ClickRun> {
  const folder = await mkdtemp(join(tmpdir(), 'fetcher-clicks-'));
  const records: string[] = [];
  let report: FetchReport | undefined;
  try {
    for (let run = 0; ; run += 1) {
      const more = deps(run);
      if (more === undefined) break;
      const fetcher = createFetcher({
        log: { append: async (batch) => void records.push(...batch.map(textOf)) },
        serde,
        ledgerPath: join(folder, 'ledger.sqlite'),
        source: createFolderSource(exports),
        readers,
        courses: [course()],
        clock: { now: () => 42 },
        logger: silentLogger,
        isErased: () => false,
        ...more,
      });
      try {
        report = await fetcher.runOnce();
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      } finally {
        await fetcher.close();
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  if (report === undefined) throw new Error('no run came to its end');
  return { records, report };
}

/** What a step may throw to end a run as a crash would. */
export class Crash extends Error {}

function textOf({ topic, key, partition, value }: ProducedRecord): string {
  return `${topic} ${partition ?? ''} ${key} ${Buffer.from(value).toString('hex')}`;
}
