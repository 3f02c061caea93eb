import { createHash } from 'node:crypto';
import type {
  Click,
  ClickstreamFile,
  RowChunk,
  TableEntry,
  TableFailure,
  TableRow,
  TablesZip,
} from '@learning-tracker/coursera';
import { TrackerError } from '@learning-tracker/runtime';
import type { ExportSource, Readers, SourceFile } from '../model.ts';
import type { BadSpec, ClickSpec, RowSpec } from './fake-rows.ts';

type Line = RowSpec | BadSpec;

export interface ZipSpec {
  readonly snapshotAt: number;
  readonly tables: Readonly<Record<string, readonly Line[]>>;
  readonly failures?: readonly TableFailure[];
  /** The reader fails after this table's rows. */
  readonly unreadable?: string;
}

export type ClicksSpec = readonly (ClickSpec | BadSpec)[];

type Content = { readonly zip: ZipSpec } | { readonly clicks: ClicksSpec };

interface FakeFile extends SourceFile {
  readonly content: Content;
  /** Not written whole yet. */
  readonly truncated: boolean;
}

/** Tables of exports.md that have a course column, and those that name a branch only or neither. */
const HEADINGS: Readonly<Record<string, readonly string[]>> = {
  course_branch_modules: ['course_branch_id'],
  course_item_types: ['course_item_type_id'],
  course_user_ids: ['p_user_id'],
};

const UNTYPED = ['courses', 'users', 'course_memberships', 'peer_comments'];

/** A folder of exports in memory, with the readers to read it. Counts how often a checksum was computed. */
export function createFakeExports(chunkRows = 3) {
  const files = new Map<string, FakeFile>();
  let checksums = 0;

  function put(name: string, content: Content, truncated: boolean): void {
    const path = `exports/${name}`;
    const modifiedAtMs = (files.get(path)?.modifiedAtMs ?? 0) + 1;
    const bytes = JSON.stringify(content).length;
    files.set(path, { path, name: name.split('/').at(-1) ?? name, bytes, modifiedAtMs, content, truncated });
  }

  function open(path: string): Content {
    const file = files.get(path);
    if (file === undefined) throw new Error(`no such file: ${path}`);
    if (file.truncated) throw new TrackerError('EXPORT_TRUNCATED', `${path} ends early.`, 'Fetch it again.');
    return file.content;
  }

  const source: ExportSource = { files: () => Promise.resolve([...files.values()]) };

  const readers: Readers = {
    classifyExportFile(name) {
      if (name.endsWith('.zip')) return { kind: 'tables' };
      const match = /^(access|video)-(\d{4}-\d\d-\d\d).*\.csv\.gz$/.exec(name);
      if (match === null) return null;
      return { kind: 'clickstream', stream: match[1] === 'access' ? 'access' : 'video', day: match[2] ?? '' };
    },
    async fileChecksum(path) {
      checksums += 1;
      const file = files.get(path);
      if (file === undefined) throw new Error(`no such file: ${path}`);
      const text = JSON.stringify([file.content, file.truncated]);
      return createHash('sha256').update(text).digest('hex').slice(0, 8);
    },
    async openTablesZip(path) {
      const content = open(path);
      if (!('zip' in content))
        throw new TrackerError('EXPORT_NOT_A_ZIP', `${path} is no zip.`, 'Look at it.');
      return fakeZip(path, content.zip, chunkRows);
    },
    async openClickstreamFile(path) {
      const content = open(path);
      if (!('clicks' in content))
        throw new TrackerError('EXPORT_NOT_GZIP', `${path} is no gzip.`, 'Look at it.');
      return fakeStream(path, content.clicks, chunkRows);
    },
  };

  return {
    source,
    readers,
    zip: (name: string, spec: ZipSpec, { truncated = false } = {}) => put(name, { zip: spec }, truncated),
    clicks: (name: string, spec: ClicksSpec, { truncated = false } = {}) =>
      put(name, { clicks: spec }, truncated),
    remove: (name: string) => files.delete(`exports/${name}`),
    checksums: () => checksums,
  };
}

function fakeZip(path: string, spec: ZipSpec, chunkRows: number): TablesZip {
  const tables = Object.keys(spec.tables).map(
    (name): TableEntry => ({
      name,
      file: `${name}.csv`,
      bytes: 1,
      typed: !UNTYPED.includes(name),
      headings: HEADINGS[name] ?? ['course_id'],
    }),
  );
  return {
    file: path,
    snapshotAt: spec.snapshotAt,
    tables,
    failures: spec.failures ?? [],
    async *rows(table) {
      yield* chunks(spec.tables[table.name] ?? [], chunkRows, (line, row): TableRow => ({ ...row, line }));
      if (spec.unreadable === table.name) throw new Error('broken');
    },
    close: async () => {},
  };
}

function fakeStream(path: string, spec: ClicksSpec, chunkRows: number): ClickstreamFile {
  const kind = path.includes('video') ? 'video' : 'access';
  const seen = new Map<string, number>();
  const toClick = (line: number, row: ClickSpec): Click => {
    const content = JSON.stringify([kind, row]);
    const occurrence = seen.get(content) ?? 0;
    seen.set(content, occurrence + 1);
    const identity = createHash('sha256').update(content).digest().subarray(0, 16);
    return { ...row, line, kind, occurrence, identity };
  };
  return {
    file: path,
    kind,
    day: /\d{4}-\d\d-\d\d/.exec(path)?.[0] ?? '',
    maxRows: spec.length,
    async *rows() {
      yield* chunks(spec, chunkRows, toClick);
    },
  };
}

async function* chunks<S extends object, T>(
  lines: readonly (S | BadSpec)[],
  chunkRows: number,
  toRow: (line: number, spec: S) => T,
): AsyncIterable<RowChunk<T>> {
  for (let from = 0; from < lines.length; from += chunkRows) {
    const rows: T[] = [];
    const bad = [];
    for (const [index, spec] of lines.slice(from, from + chunkRows).entries()) {
      const line = from + index + 2;
      if (isBad(spec)) bad.push({ ...spec, line });
      else rows.push(toRow(line, spec));
    }
    yield { rows, bad };
  }
}

function isBad(spec: object): spec is BadSpec {
  return 'original' in spec;
}
