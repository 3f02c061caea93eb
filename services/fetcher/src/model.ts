import type {
  ClickstreamFile,
  ExportFileKind,
  HeaderAliases,
  TablesZip,
  ZipLimits,
} from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import type { Clock, CourseConfig, Logger, Scheduler, Waits } from '@learning-tracker/runtime';
import type { EventLog, Serde } from '@learning-tracker/streams';
import type { ClickReader } from './clicks/reading/click-reader.ts';

/** A file as a source lists it; nothing of it has been read. */
export interface SourceFile {
  readonly path: string;
  /** Name without folders; it says what kind of export the file is. */
  readonly name: string;
  readonly bytes: number;
  /** Tells only whether a file has changed, never how old a snapshot is. Epoch milliseconds. */
  readonly modifiedAtMs: number;
}

/** Where export files come from: a folder now, the export API as another one. */
export interface ExportSource {
  files(): Promise<readonly SourceFile[]>;
}

/** The readers of export files; the real ones are `@learning-tracker/coursera`'s. */
export interface Readers {
  /** Null for a file that is no export. */
  classifyExportFile(name: string): ExportFileKind | null;
  /** Hex digest of the content. */
  fileChecksum(path: string): Promise<string>;
  /** Rejects with a TrackerError where the zip as a whole cannot be trusted. */
  openTablesZip(
    path: string,
    options: { readonly limits?: Partial<ZipLimits>; readonly aliases?: HeaderAliases },
  ): Promise<TablesZip>;
  openClickstreamFile(
    path: string,
    options: { readonly limits?: Partial<ZipLimits> },
  ): Promise<ClickstreamFile>;
}

export interface FetchProgress {
  /** Name of the file at work. */
  readonly file: string;
  /** Records this run has appended so far, of all files. */
  readonly rowsPublished: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  /** Bytes of the files that are done. */
  readonly bytesDone: number;
}

export interface FetcherDeps {
  readonly log: Pick<EventLog, 'append'>;
  readonly serde: Pick<Serde, 'encode'>;
  /** SQLite file of the ledger; may be the file that holds log and store. */
  readonly ledgerPath: string;
  readonly source: ExportSource;
  readonly readers: Readers;
  /** Reads clickstream files, several at once if it can (default: `readers` in this thread). Closed by who made it. */
  readonly clicks?: ClickReader;
  readonly courses: readonly CourseConfig[];
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** True for a learner who is to be forgotten; asked with table ids, and with dashboard ids for the id map. */
  isErased(courseId: string, learnerId: string): boolean;
  /** How many digests the erasure list holds; when they are more, the ledger is looked through. Default: never. */
  erasuresKnown?(): number;
  onProgress?(progress: FetchProgress): void;
  /** Whether this process may work at present; where not, a run ends before its next step. Default: always. */
  mayWork?(): boolean;
  /** Shows what is waited for. */
  readonly waits?: Waits;
  /** Limits of unpacking, handed to the readers. */
  readonly limits?: Partial<ZipLimits>;
  /** Most records in one append and rows in one step of the ledger (default 5,000). */
  readonly chunkRows?: number;
  /** The configured yes to snapshots that remove over half of a table (default false: they are held). */
  readonly acceptRemovals?: boolean;
  /**
   * Called between any two steps that a crash could part, with the name of the step that comes next. For fault
   * injection: what it throws ends the run like a crash would.
   */
  onStep?(step: string): void;
}

export interface RunOptions {
  /**
   * For a source whose files are still arriving: a file that is not whole, or that has changed since the look
   * before, is left for the next run. Without it there is only one look, and what is not whole has failed.
   */
  readonly patient?: boolean;
}

/**
 * Rows of a file by what became of them; the books balance: read = published + unchanged + repeated + erased + dead
 * + foreign + withheld. A row of a table without course (item types) counts once for each course it is for.
 */
export interface RowCounts {
  readonly read: number;
  readonly published: number;
  /** Effective rows that equal the last published snapshot. */
  readonly unchanged: number;
  /** Rows of a key that a later row of the file repeats or replaces. */
  readonly repeated: number;
  readonly erased: number;
  /** Sent to dead-letters; those that could be placed since are no longer among them. */
  readonly dead: number;
  /** Rows of courses that nobody asks for, in an export of a whole partner. */
  readonly foreign: number;
  /** Rows of tables that are held, or older than what was published. */
  readonly withheld: number;
  /** Published tombstones; not rows of the file. */
  readonly tombstones: number;
}

export type FileState =
  /** Begun; the next run goes on where this one ended. */
  | 'begun'
  | 'published'
  /** Some table waits for `accept`; the others are published. */
  | 'held'
  /** Nothing of it was newer than what had been published. */
  | 'older'
  | 'failed'
  /** Not whole yet, or to be put back so that it can be taken again. */
  | 'waiting';

/** One table of a snapshot, for one course. */
export interface TableStatus {
  readonly courseId: string;
  readonly table: string;
  readonly state: 'staging' | 'publishing' | 'published' | 'held' | 'older';
  readonly reason: string | null;
  readonly rows: number;
}

export interface FileStatus {
  readonly name: string;
  readonly checksum: string | null;
  readonly state: FileState;
  /** Stable code and text where the state is not simply good. */
  readonly code: string | null;
  readonly reason: string | null;
  /** Snapshot time, or midnight of the clickstream day; null until the file was opened. */
  readonly version: Micros | null;
  readonly firstSeenAt: Micros;
  readonly finishedAt: Micros | null;
  readonly courses: readonly string[];
  readonly rows: RowCounts;
  readonly tables: readonly TableStatus[];
}

export interface FetchStatus {
  readonly files: readonly FileStatus[];
}

export interface FetchReport {
  /** Files this run worked on or tried to. */
  readonly files: readonly FileStatus[];
  /** Export files that had been taken before and were left alone, renamed copies included. */
  readonly skipped: number;
  /** Sum over `files`. */
  readonly rows: RowCounts;
  /** False where `stop` ended the run; the next one goes on from there. */
  readonly complete: boolean;
}

export interface WatchOptions {
  /** Pause between two looks. */
  readonly intervalMs: number;
  /** Default: the machine's timers. */
  readonly scheduler?: Scheduler;
  onReport?(report: FetchReport): void;
}

/** Turns verified export files into facts on the log. All its methods may be called at any time. */
export interface Fetcher {
  /**
   * Takes everything the source holds now, and takes those files again that hold rows of a course or branch that
   * has become known since. Whatever is wrong with a file is in the report; rejects only where log
   * or ledger fail, and can then be called again.
   */
  runOnce(options?: RunOptions): Promise<FetchReport>;
  /** Runs again and again, patiently, until `stop`; waits with growing pauses while log or ledger fail. */
  watch(options: WatchOptions): Promise<void>;
  /** Settles when the running append has; what was begun is finished by the next run. */
  stop(): Promise<void>;
  /**
   * Lets a held snapshot through at the next run.
   * @param file name, path or checksum
   * @throws TrackerError `FETCH_NOTHING_HELD`
   */
  accept(file: string): Promise<void>;
  status(): FetchStatus;
  close(): Promise<void>;
}
