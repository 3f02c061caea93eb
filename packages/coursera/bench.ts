/**
 * Rows per second of csv-parse alone (the same dialect, counting records) against `ClickstreamFile.rows()`, on a
 * generated day of clickstream. Run: `npx node packages/coursera/bench.ts [rows]`.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { Parser } from 'csv-parse';
import { openClickstreamFile } from './src/index.ts';
import { csv } from './src/testing/dialect.ts';

const ROUNDS = 3;
const rows = Number(process.argv[2] ?? 200_000);

/** mulberry32: a small seeded generator, so that every run measures the same file. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function* day(): Generator<string> {
  const random = createRandom(7);
  const below = (limit: number) => Math.floor(random() * limit);
  const hex = (length: number) => Array.from({ length }, () => below(16).toString(16)).join('');
  const users = Array.from({ length: 2000 }, () => [hex(40), hex(40), hex(40)] as const);
  const items = Array.from({ length: 120 }, () => hex(5));
  for (let at = 0; at < rows; at++) {
    const [user, cookie, ip] = users[below(users.length)] ?? ['', '', ''];
    const item = items[below(items.length)] ?? '';
    const time = new Date(Date.UTC(2020, 2, 1) + below(86_400_000))
      .toISOString()
      .slice(0, 23)
      .replace('T', ' ');
    const video = at % 2 === 0;
    const value = {
      type: 'heartbeat',
      timecode: below(900),
      item_id: item,
      playback_rate: 1.25,
      subtitle: 'en',
    };
    yield csv([
      [
        user,
        cookie,
        time,
        ip,
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/81.0.4044.138 Safari/537.36',
        `https://www.coursera.org/learn/assessment-higher-education/lecture/${item}/lecture-${item}`,
        'https://www.coursera.org/learn/assessment-higher-education/home/welcome',
        'nl-NL,nl;q=0.9',
        '5abDckBj8EjMUYqwzvLXtZ',
        'NL',
        'ZH',
        'Europe/Amsterdam',
        'Windows',
        'Chrome',
        video ? 'user.video.lecture.action' : 'pageview',
        video ? JSON.stringify(value) : '{}',
      ],
    ]);
  }
}

/** The usual way to use the library: its stream, read as fast as it gives. */
async function csvParseAlone(path: string): Promise<number> {
  const parser = new Parser({ delimiter: ',', quote: '"', escape: '\\', record_delimiter: '\n' });
  let count = 0;
  parser.on('readable', () => {
    while (parser.read() !== null) count++;
  });
  await pipeline(createReadStream(path), createGunzip({ chunkSize: 256 * 1024 }), parser);
  return count;
}

interface Rate {
  readonly perSecond: number;
  /** Rows per second of processor time, unpacking included: what a busy machine does not blur. */
  readonly perCpuSecond: number;
}

async function rate(count: () => Promise<number>): Promise<Rate> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const counted = await count();
  const { user, system } = process.cpuUsage(cpu);
  if (counted !== rows) throw new Error(`counted ${counted} of ${rows} rows`);
  return {
    perSecond: (counted / (performance.now() - start)) * 1000,
    perCpuSecond: (counted / (user + system)) * 1_000_000,
  };
}

const shown = ({ perSecond, perCpuSecond }: Rate) =>
  `${Math.round(perSecond)} rows/s (${Math.round(perCpuSecond)} a CPU second)`;

const folder = await mkdtemp(join(tmpdir(), 'coursera-bench-'));
try {
  const path = join(folder, 'video-2020-03-01.csv.gz');
  await pipeline(Readable.from(day()), createGzip(), createWriteStream(path));
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await rate(() => csvParseAlone(path));
    const start = performance.now();
    const file = await openClickstreamFile(path);
    const verifying = performance.now() - start;
    const read = await rate(async () => {
      let count = 0;
      for await (const chunk of file.rows()) count += chunk.rows.length;
      return count;
    });
    const figures = [
      `csv-parse alone ${shown(alone)}`,
      `rows() ${shown(read)}`,
      `ratio ${(read.perSecond / alone.perSecond).toFixed(2)} (${(read.perCpuSecond / alone.perCpuSecond).toFixed(2)})`,
      `verifying ${Math.round(verifying)} ms`,
    ];
    process.stdout.write(`${figures.join(', ')}\n`);
  }
} finally {
  await rm(folder, { recursive: true });
}
