import type { DatabaseSync } from 'node:sqlite';
import { TrackerError } from '@learning-tracker/runtime';
import { integer } from './rows.ts';

/** Grows when a table changes in a way that an older release cannot read. */
const LAYOUT_VERSION = 1;

/**
 * Parts are clustered by (part, learner): what a day's events touch lies side by side however long the course has
 * run, two to four times faster than clustered by learner. Part ids are given by partition, course and name.
 * What changes with each commit (`store_learner_meta`) stands apart from the ids of learners, which never do.
 */
const TABLES = `
  CREATE TABLE store_claim (
    partition INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, id TEXT NOT NULL, complete INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE store_position (
    partition INTEGER NOT NULL, topic TEXT NOT NULL, next_offset INTEGER NOT NULL,
    PRIMARY KEY (partition, topic)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE store_count (
    partition INTEGER NOT NULL, topic TEXT NOT NULL,
    applied INTEGER NOT NULL, unchanged INTEGER NOT NULL, ignored INTEGER NOT NULL,
    dead_lettered INTEGER NOT NULL, erased INTEGER NOT NULL,
    PRIMARY KEY (partition, topic)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE store_learner (
    id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, course_id TEXT NOT NULL, learner_id TEXT NOT NULL,
    UNIQUE (course_id, learner_id)
  ) STRICT;
  CREATE INDEX store_learner_by_partition ON store_learner (partition, course_id, learner_id);
  CREATE TABLE store_learner_meta (
    learner INTEGER PRIMARY KEY, revision TEXT NOT NULL, published_at INTEGER NOT NULL,
    processed_at INTEGER NOT NULL, change INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX store_learner_meta_by_change ON store_learner_meta (change);
  CREATE TABLE store_part_name (
    id INTEGER PRIMARY KEY, partition INTEGER NOT NULL, course_id TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (partition, course_id, name)
  ) STRICT;
  CREATE TABLE store_part (
    part INTEGER NOT NULL, learner INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (part, learner)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE store_course (
    course_id TEXT PRIMARY KEY, version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE store_course_part (
    course_id TEXT NOT NULL, part TEXT NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (course_id, part)
  ) STRICT;
  CREATE TABLE store_id_map (
    course_id TEXT NOT NULL, table_id TEXT NOT NULL, dashboard_id TEXT NOT NULL,
    version INTEGER NOT NULL, deleted INTEGER NOT NULL,
    PRIMARY KEY (course_id, table_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX store_id_map_by_dashboard_id ON store_id_map (course_id, dashboard_id);
  CREATE TABLE store_erasure (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
`;

/** Came later: made in a file that lacks them. An older release leaves them alone. */
const LATER_TABLES = `
  CREATE TABLE IF NOT EXISTS store_settings (
    course_id TEXT NOT NULL, learner_id TEXT NOT NULL, revision INTEGER NOT NULL, last_event TEXT NOT NULL,
    PRIMARY KEY (course_id, learner_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS store_pending_settings (
    course_id TEXT NOT NULL, learner_id TEXT NOT NULL, event_id TEXT NOT NULL,
    partition INTEGER NOT NULL, proposed_at INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (course_id, learner_id, event_id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS store_pending_settings_by_time ON store_pending_settings (partition, proposed_at);
  CREATE TABLE IF NOT EXISTS store_history (
    course_id TEXT NOT NULL, learner_id TEXT NOT NULL, day INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (course_id, learner_id, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS store_cohort (
    course_id TEXT PRIMARY KEY, generation INTEGER NOT NULL, newest_day INTEGER, admission BLOB
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS store_cohort_day (
    course_id TEXT NOT NULL, day INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (course_id, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS store_lease (
    name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Makes the tables in a new file, or checks that they are of this layout and partition count. Inside a transaction.
 * @throws TrackerError STORE_LAYOUT_UNKNOWN, STORE_PARTITIONS_MISMATCH
 */
export function ensureLayout(db: DatabaseSync, path: string, partitions: number): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS store_layout (
      one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, partitions INTEGER NOT NULL,
      last_change INTEGER NOT NULL
    ) STRICT;
  `);
  const row = db.prepare('SELECT version, partitions FROM store_layout').get();
  if (row === undefined) {
    db.exec(TABLES);
    db.exec(LATER_TABLES);
    db.prepare('INSERT INTO store_layout VALUES (1, ?, ?, 0)').run(LAYOUT_VERSION, partitions);
    return;
  }
  if (integer(row, 'version') !== LAYOUT_VERSION) {
    throw new TrackerError(
      'STORE_LAYOUT_UNKNOWN',
      `The store in ${path} has layout version ${integer(row, 'version')}; this release knows ${LAYOUT_VERSION}.`,
      'Start the release that wrote it, or replay the log into a new file.',
    );
  }
  if (integer(row, 'partitions') !== partitions) {
    throw new TrackerError(
      'STORE_PARTITIONS_MISMATCH',
      `The store in ${path} was made with ${integer(row, 'partitions')} partitions, not ${partitions}.`,
      `Start with ${integer(row, 'partitions')} partitions, or replay the log into a new file.`,
    );
  }
  db.exec(LATER_TABLES);
}
