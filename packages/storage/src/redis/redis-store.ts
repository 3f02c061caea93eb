import { type Clock, systemClock } from '@learning-tracker/runtime';
import type { AggregateStore, LearnerRef } from '../port.ts';
import { createChanges } from './changes.ts';
import { createCohorts } from './cohorts.ts';
import { createCommits } from './commits.ts';
import { connect, type RedisConnectionOptions } from './connection.ts';
import { createCourses } from './courses.ts';
import { createErasures } from './erasures.ts';
import { createHistory } from './history.ts';
import { createCheckHome } from './home.ts';
import { createIdMap } from './id-map.ts';
import { createKeys } from './keys.ts';
import { ensureLayout, refuseEviction } from './layout.ts';
import { createLearners } from './learners.ts';
import { createLeases } from './leases.ts';
import { createPartitions } from './partitions.ts';
import { createScripts } from './scripts.ts';
import { createSettings } from './settings.ts';

export interface RedisStoreOptions {
  readonly connection: RedisConnectionOptions;
  /** Names the store among others in the same Redis; part of every key. Without braces. */
  readonly deployment: string;
  /** Partition count of the learner-keyed topics, fixed by the first start. */
  readonly partitions: number;
  /** The partition of a learner's records among `partitions`, as the log has it. */
  readonly partitionOf: (learner: LearnerRef) => number;
  readonly clock?: Clock;
}

/**
 * The store in Redis 7 or later, a single server or a cluster. Opens when Redis answers and is fit for it; later it waits
 * for a Redis that is away no longer than a command may take, and goes on by itself when it is back.
 * @throws TrackerError STORE_UNREACHABLE, STORE_ACCESS_DENIED, STORE_EVICTION_ENABLED, STORE_PARTITIONS_MISMATCH,
 * STORE_LAYOUT_UNKNOWN
 */
export async function createRedisStore(options: RedisStoreOptions): Promise<AggregateStore> {
  const { deployment, partitions, partitionOf, clock = systemClock } = options;
  const connection = connect(options.connection);
  const keys = createKeys(deployment);
  const scripts = createScripts(connection);
  try {
    await refuseEviction(connection);
    await ensureLayout(scripts, keys, partitions);
  } catch (error) {
    await connection.close();
    throw error;
  }
  const partitionTable = createPartitions(scripts, keys, partitions);
  const learners = createLearners(connection, scripts, keys, partitionOf);
  const checkHome = createCheckHome(partitionOf);
  const commit = createCommits(scripts, keys, clock, checkHome);
  const settings = createSettings(connection, scripts, keys, partitionOf, checkHome);
  const history = createHistory(connection, scripts, keys, partitionOf, checkHome);
  const cohorts = createCohorts(scripts, keys);
  const courses = createCourses(connection, scripts, keys);
  const idMap = createIdMap(connection, keys);
  const erasures = createErasures(connection, scripts, keys, partitionOf);

  return {
    partitions,
    async claim(partition) {
      partitionTable.check(partition);
      // A Redis that was emptied has forgotten the partition count.
      const [claim] = await Promise.all([
        partitionTable.claim(partition),
        ensureLayout(scripts, keys, partitions),
      ]);
      return claim;
    },
    async load(partition, parts) {
      partitionTable.check(partition);
      return partition === 'content' ? parts.map(() => null) : learners.load(partition, parts);
    },
    async loadMeta(partition, refs) {
      partitionTable.check(partition);
      return partition === 'content' ? refs.map(() => null) : learners.loadMeta(partition, refs);
    },
    async commit(partition, claim, change) {
      partitionTable.check(partition);
      return commit(partition, claim, change);
    },
    meta: learners.meta,
    read: learners.read,
    scan(partition, courseId, after) {
      partitionTable.check(partition);
      return learners.scan(partition, courseId, after);
    },
    changes: createChanges(scripts, keys, partitions),
    settings: settings.settings,
    async proposeSettings(partition, learner, proposal) {
      partitionTable.check(partition);
      return settings.proposeSettings(partition, learner, proposal);
    },
    async pendingSettings(partition, proposedBy, limit) {
      partitionTable.check(partition);
      return settings.pendingSettings(partition, proposedBy, limit);
    },
    async writeHistory(partition, day, figures) {
      partitionTable.check(partition);
      return history.writeHistory(partition, day, figures);
    },
    history: history.history,
    ...cohorts,
    courses: courses.courses,
    courseVersion: courses.version,
    readCourse: courses.read,
    loadCourseParts: courses.load,
    tableId: idMap.tableId,
    dashboardId: idMap.dashboardId,
    progress: partitionTable.progress,
    erasures: erasures.erasures,
    addErasure: erasures.addErasure,
    erase: erasures.erase,
    leases: createLeases(scripts, keys),
    close: connection.close,
  };
}
