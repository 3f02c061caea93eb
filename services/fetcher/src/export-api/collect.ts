import { join } from 'node:path';
import {
  classifyExportFile,
  type DayRange,
  type Downloaded,
  type DownloadProgress,
  type ExportJob,
  fileNameOf,
} from '@learning-tracker/coursera';
import { dayOf, daysAfter } from './days.ts';
import type { CycleWork, DownloadNews } from './deps.ts';
import { fail, failureOfError, isGeneral, notePassing } from './failures.ts';
import { type Order, scopeName } from './order.ts';

/** A file to download, and how to get a fresh link to it. */
interface Wanted {
  readonly name: string;
  readonly link: string;
  readonly path: string;
  freshLink(): Promise<string | null>;
}

/** Downloads what is ready. @returns whether a file has come */
export async function collectReady(work: CycleWork): Promise<boolean> {
  let hasCome = false;
  for (const order of work.ledger.orders.active().filter(({ state }) => state === 'ready')) {
    try {
      work.step('links');
      const files = order.kind === 'tables' ? await tablesOf(work, order) : await clicksOf(work, order);
      const came = await Promise.all(files.map((file) => fetchFile(work, order, file)));
      hasCome ||= came.includes(true);
      work.step('collected');
      work.put({ ...order, state: 'downloaded', code: null, reason: null });
      work.deps.logger.info({ order: order.key, files: files.length }, 'export downloaded');
    } catch (error) {
      const failure = failureOfError(error);
      if (!/^(EXPORT_API|COURSERA|DOWNLOAD)_/.test(failure.code)) throw error;
      if (failure.code === 'EXPORT_API_NOT_FOUND') fail(work, order, failure);
      else notePassing(work, order, failure);
      if (isGeneral(failure) || failure.code === 'DOWNLOAD_DISK_FULL') throw error;
    }
  }
  return hasCome;
}

/** @returns false for a file that had come before */
async function fetchFile(work: CycleWork, order: Order, file: Wanted): Promise<boolean> {
  const { ledger, step } = work;
  if (ledger.orders.filesOf(order.key).some(({ path }) => path === file.path)) return false;
  step('download');
  const { validator, bytes } = await downloadTold(work, file);
  step('downloaded');
  ledger.orders.putFile({ orderKey: order.key, name: file.name, path: file.path, validator, bytes });
  return true;
}

/** Downloads, and tells how far it is. */
async function downloadTold({ deps }: CycleWork, file: Wanted): Promise<Downloaded> {
  const { name, path } = file;
  let now: DownloadProgress = { bytes: 0, total: null };
  const tell = (state: DownloadNews['state']) => deps.onDownload?.({ name, path, state, ...now });
  tell('begun');
  try {
    const downloaded = await deps.downloader.download({
      ...file,
      onProgress(progress) {
        now = progress;
        tell('going');
      },
    });
    now = { ...now, bytes: downloaded.bytes };
    tell('done');
    return downloaded;
  } catch (error) {
    tell('failed');
    throw error;
  }
}

async function tablesOf({ deps }: CycleWork, order: Order): Promise<readonly Wanted[]> {
  const id = order.jobId ?? '';
  const linkOf = ({ downloadLink }: ExportJob) => downloadLink;
  const link = linkOf(await deps.api.job(id));
  if (link === null) return [];
  const name = fileNameOf(link);
  const path = join(folderOf(deps.folder, order), snapshotName(name, order.snapshotAt));
  return [{ name, link, path, freshLink: async () => linkOf(await deps.api.job(id)) }];
}

/** Readers tell the time of a snapshot by the name: what the API says of it goes there. */
function snapshotName(name: string, snapshotAt: number | null): string {
  if (snapshotAt === null) return name;
  const ms = String(Math.floor(snapshotAt / 1000)).padStart(13, '0');
  return name.replace(/\.zip$/i, '').endsWith(ms) ? name : name.replace(/(\.zip)?$/i, `_${ms}.zip`);
}

/** The files of the order's days, and those of days shortly before that have changed since they came. */
async function clicksOf(work: CycleWork, order: Order): Promise<readonly Wanted[]> {
  const { deps, options } = work;
  const { interval, scope } = order;
  if (interval === null) return [];
  const isNewest = interval.end >= daysAfter(dayOf(deps.clock.now()), -2);
  const earliest = daysAfter(interval.start, isNewest ? -options.lookBackDays : 0);
  // No further back than there are orders: earlier days are none of ours.
  const [first = interval.start] = work.ledger.orders.startsOf(scope).sort();
  const days = { start: earliest < first ? first : earliest, end: interval.end };
  const links = await deps.api.clickstreamLinks(scope, days);
  const wanted: Wanted[] = [];
  for (const link of links) {
    const name = fileNameOf(link);
    if (!isOfDays(name, days)) continue;
    const edition = await editionOf(work, order, name, link);
    if (edition === null) continue;
    wanted.push({
      name,
      link,
      path: join(folderOf(deps.folder, order), edition),
      freshLink: async () => {
        const fresh = await deps.api.clickstreamLinks(scope, days);
        return fresh.find((other) => fileNameOf(other) === name) ?? null;
      },
    });
  }
  return wanted;
}

/** A server may give out more than it was asked for. */
function isOfDays(name: string, { start, end }: DayRange): boolean {
  const kind = classifyExportFile(name);
  return kind === null || kind.kind !== 'clickstream' || (start <= kind.day && kind.day <= end);
}

/** The name to keep a file under: a day that comes again, changed, is kept beside the one that came; null: it is here. */
async function editionOf(
  { ledger, deps }: CycleWork,
  order: Order,
  name: string,
  link: string,
): Promise<string | null> {
  const scope = scopeName(order.scope);
  const before = ledger.orders
    .filesNamed(name)
    .filter((file) => file.orderKey.startsWith(`clickstream/${scope}/`));
  if (before.length === 0) return name;
  const own = before.find(({ orderKey }) => orderKey === order.key);
  const stamp = await deps.downloader.probe(link);
  const isHere =
    stamp === null ||
    before.some(({ validator, bytes }) =>
      stamp.validator !== null && validator !== null
        ? stamp.validator === validator && stamp.bytes === bytes
        : stamp.bytes === bytes,
    );
  if (isHere) return null;
  if (own === undefined) return name;
  return name.replace(/(\.csv\.gz)?$/i, `_${before.length + 1}.csv.gz`);
}

function folderOf(folder: string, order: Order): string {
  const part = order.interval === null ? order.day : `${order.interval.start}_${order.interval.end}`;
  return join(folder, scopeName(order.scope), order.kind, part);
}
