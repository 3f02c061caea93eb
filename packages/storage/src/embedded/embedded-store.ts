import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, systemClock, TrackerError } from '@learning-tracker/runtime';
import type { AggregateStore, Commit, CommitResult, LearnerRecord } from '../port.ts';
import { createCohorts } from './cohorts.ts';
import { createCourses } from './courses.ts';
import { guarded, inTransaction, openDatabase } from './database.ts';
import { createErasures } from './erasures.ts';
import { createHistory } from './history.ts';
import { createIdMap } from './id-map.ts';
import { createIdentifiers } from './identifiers.ts';
import { createLearners } from './learners.ts';
import { createLeases } from './leases.ts';
import { createPartitions } from './partitions.ts';
import { createPointReads, type PointRead } from './point-reads.ts';
import { createSettings } from './settings.ts';

export interface EmbeddedStoreOptions {
  /** The SQLite file; made where it does not exist. Log and ledger may live in it too. */
  readonly path: string;
  /** Partition count of the learner-keyed topics, fixed by the first start. */
  readonly partitions: number;
  readonly clock?: Clock;
}

/** Learners read in one step of a scan: some hundred KB. */
const SCAN_PAGE = 100;

/**
 * The store in one SQLite file. Any number of stores may be open on a file; whoever claimed a partition last
 * writes it.
 * @throws TrackerError STORE_PARTITIONS_MISMATCH, STORE_LAYOUT_UNKNOWN, STORE_STORAGE_FAILED
 */
export function createEmbeddedStore({
  path,
  partitions,
  clock = systemClock,
}: EmbeddedStoreOptions): AggregateStore {
  const db = openDatabase(path, partitions);
  const partitionTable = createPartitions(db, partitions);
  const identifiers = createIdentifiers(db);
  const learners = createLearners(db, identifiers);
  const courses = createCourses(db, clock);
  const idMap = createIdMap(db);
  const cohorts = createCohorts(db);
  const erasures = createErasures(db, cohorts);
  const leases = createLeases(db, clock);
  const settings = createSettings(db);
  const history = createHistory(db);
  const pointReads = createPointReads(db);

  function run<T>(mode: 'read' | 'write', work: () => T): T {
    if (!db.isOpen) {
      throw new TrackerError(
        'STORE_CLOSED',
        `The store in ${path} is closed.`,
        'Close it after its last user.',
      );
    }
    return guarded(`the store's file ${path} cannot be ${mode === 'read' ? 'read' : 'written'}`, () =>
      inTransaction(db, mode, work),
    );
  }

  function write<T>(work: () => T): T {
    try {
      return run('write', work);
    } finally {
      pointReads.forget();
    }
  }

  /** One value by course and id, of one statement: needs no transaction of its own where it is still known. */
  function point<T>(read: (courseId: string, id: string) => T): PointRead<T> {
    const kept = pointReads.kind(read);
    const failed = `the store's file ${path} cannot be read`;
    return (courseId, id) =>
      db.isOpen ? guarded(failed, () => kept(courseId, id)) : run('read', () => read(courseId, id));
  }

  const metaOf = point((courseId, learnerId) => learners.meta({ courseId, learnerId }));
  const settingsOf = point((courseId, learnerId) =>
    inTransaction(db, 'read', () => settings.read({ courseId, learnerId })),
  );
  const versionOf = point((courseId) => courses.version(courseId));
  const tableIdOf = point(idMap.tableId);
  const dashboardIdOf = point(idMap.dashboardId);

  function commit(key: number, claim: Parameters<AggregateStore['commit']>[1], change: Commit): CommitResult {
    const verdict = partitionTable.check(key, claim, change.positions);
    if (verdict !== 'committed') return verdict;
    learners.write(key, change);
    courses.write(change.courseParts);
    idMap.write(change.ids);
    settings.settle(change.settled ?? []);
    partitionTable.advance(key, change);
    return verdict;
  }

  async function* scan(partition: number, courseId?: string, behind = ''): AsyncGenerator<LearnerRecord> {
    const key = partitionTable.key(partition);
    let after = { courseId: courseId ?? '', learnerId: behind };
    for (;;) {
      const page = run('read', () => learners.page(key, courseId, after, SCAN_PAGE));
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < SCAN_PAGE) return;
      after = { courseId: last.courseId, learnerId: last.learnerId };
      await nextTurn();
    }
  }

  return {
    partitions,
    claim: async (partition) => write(() => partitionTable.claim(partition)),
    load: async (partition, parts) => run('read', () => learners.load(partitionTable.key(partition), parts)),
    loadMeta: async (partition, refs) => {
      partitionTable.key(partition);
      return run('read', () => refs.map((ref) => learners.meta(ref)));
    },
    async commit(partition, claim, change) {
      const key = partitionTable.key(partition);
      try {
        return write(() => commit(key, claim, change));
      } catch (error) {
        identifiers.forget();
        throw error;
      }
    },
    meta: ({ courseId, learnerId }) => metaOf(courseId, learnerId),
    read: async (learner) => run('read', () => learners.read(learner)),
    scan,
    changes: async (since, limit) => run('read', () => learners.changes(since, limit)),
    settings: ({ courseId, learnerId }) => settingsOf(courseId, learnerId),
    proposeSettings: async (partition, learner, proposal) =>
      write(() => settings.propose(partitionTable.key(partition), learner, proposal)),
    pendingSettings: async (partition, proposedBy, limit) =>
      run('read', () => settings.pending(partitionTable.key(partition), proposedBy, limit)),
    async writeHistory(partition, day, figures) {
      partitionTable.key(partition);
      write(() => history.write(day, figures));
    },
    history: async (learner, fromDay, toDay) => run('read', () => history.read(learner, fromDay, toDay)),
    beginCohort: async (courseId) => run('read', () => cohorts.begin(courseId)),
    writeCohort: async (fence, change) => write(() => cohorts.write(fence, change)),
    cohort: async (courseId, day) => run('read', () => cohorts.read(courseId, day)),
    dropCohorts: async (courseId) => write(() => cohorts.drop(courseId)),
    courses: async () => run('read', () => courses.courses()),
    courseVersion: (courseId) => versionOf(courseId, ''),
    readCourse: async (courseId) => run('read', () => courses.read(courseId)),
    loadCourseParts: async (parts) => run('read', () => courses.load(parts)),
    tableId: tableIdOf,
    dashboardId: dashboardIdOf,
    progress: async () => run('read', () => partitionTable.progress()),
    erasures: async () => run('read', () => erasures.all()),
    addErasure: async (digest) => write(() => erasures.add(digest)),
    async erase(learner) {
      // What is deleted is overwritten from here on; what was deleted before is for a VACUUM.
      guarded(`the store's file ${path} cannot be written`, () => db.exec('PRAGMA secure_delete = ON'));
      const removed = write(() => erasures.erase(learner));
      identifiers.forget();
      return removed;
    },
    leases: {
      acquire: async (name, owner, ttlMs) => write(() => leases.acquire(name, owner, ttlMs)),
      renew: async (name, owner, ttlMs) => write(() => leases.renew(name, owner, ttlMs)),
      release: async (name, owner) => write(() => leases.release(name, owner)),
    },
    async close() {
      if (db.isOpen) db.close();
    },
  };
}
