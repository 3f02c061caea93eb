import type { TableRow } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import type { Ledger } from '../ledger/index.ts';
import type { Snapshot } from '../ledger/snapshots.ts';
import type { ExtraPicker } from '../routing/extra-columns.ts';

/** Where the rows of one table go for one course. */
export interface Target {
  readonly courseId: string;
  /** Null where an earlier run has dealt with this table of this file. */
  readonly snapshot: Snapshot | null;
  /** Usable rows, without those of erased learners. */
  rows: number;
  erased: number;
  newestFactAt: Micros | null;
}

export interface TargetsOf {
  readonly checksum: string;
  readonly table: string;
  readonly version: Micros;
  readonly picker: ExtraPicker;
  /** Rows of a key are counted instead of replaced. */
  readonly counted: boolean;
}

/** Stages the rows of one table into a snapshot a course; all calls inside the caller's transactions. */
export function createTargets(ledger: Ledger, of: TargetsOf) {
  const targets = new Map<string, Target>();

  function target(courseId: string): Target {
    let found = targets.get(courseId);
    if (found === undefined) {
      const snapshot = openSnapshot(ledger, of, courseId);
      const { rows = 0, erased = 0, newestFactAt = null } = snapshot ?? {};
      found = { courseId, snapshot, rows, erased, newestFactAt };
      targets.set(courseId, found);
    }
    return found;
  }

  return {
    stage(courseId: string, row: TableRow): void {
      const to = target(courseId);
      to.rows += 1;
      if (row.factAt !== null && (to.newestFactAt === null || row.factAt > to.newestFactAt)) {
        to.newestFactAt = row.factAt;
      }
      if (to.snapshot?.state !== 'staging') return;
      const extra = of.picker.pick(courseId, row.extra);
      const staged = {
        key: row.key,
        learnerId: row.learnerId,
        body: JSON.stringify(row.row),
        extra: Object.keys(extra).length === 0 ? '' : JSON.stringify(extra),
      };
      ledger.rows.stage(to.snapshot.id, staged, of.counted);
    },
    erased(courseId: string): void {
      target(courseId).erased += 1;
    },
    /** A row that is there but cannot be read: the base's row of its key stays. */
    unreadable(courseId: string, key: string): void {
      const { snapshot } = target(courseId);
      if (snapshot?.state === 'staging') ledger.rows.stageUnreadable(snapshot.id, key);
    },
    save(): void {
      for (const { snapshot, rows, erased, newestFactAt } of targets.values()) {
        if (snapshot !== null) ledger.snapshots.setStaged(snapshot.id, rows, erased, newestFactAt);
      }
    },
    discard(): void {
      for (const { snapshot } of targets.values()) {
        if (snapshot !== null) ledger.snapshots.remove(snapshot.id);
      }
    },
  };
}

/**
 * Null where an earlier run has published this table of this file; else its snapshot: `staging`, or `older` than
 * the base. What an earlier run held or found older was forgotten when this run began the file.
 */
export function openSnapshot(
  ledger: Ledger,
  of: Pick<TargetsOf, 'checksum' | 'table' | 'version'>,
  courseId: string,
): Snapshot | null {
  const { checksum, table, version } = of;
  const known = ledger.snapshots.find(checksum, courseId, table);
  if (known !== null) return known.state === 'staging' || known.state === 'older' ? known : null;
  const snapshot = ledger.snapshots.add(checksum, courseId, table, version);
  const base = ledger.snapshots.base(courseId, table);
  if (base === null || base.version <= version) return snapshot;
  ledger.snapshots.setState(
    snapshot.id,
    'older',
    'A newer snapshot of this table was published before.',
    base.snapshotId,
  );
  return ledger.snapshots.get(snapshot.id);
}
