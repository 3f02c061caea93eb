import {
  applyFact,
  emptyPart,
  type Fact,
  factTime,
  type Micros,
  type Part,
  type PartName,
  partOf,
} from '@learning-tracker/metrics';
import { type Clock, messageOf, type Patiently, TrackerError } from '@learning-tracker/runtime';
import {
  type AggregateStore,
  combine,
  decodePart,
  EMPTY_REVISION,
  encodePart,
  type LearnerMeta,
  type LearnerRef,
  type PartChange,
  type PartRef,
  partDigest,
  type SettingsEvent,
} from '@learning-tracker/storage';
import { isErasedRecord, type LogRecord, partitionOf, type Serde } from '@learning-tracker/streams';
import { type LearnerFact, learnerFactOf } from '../events/to-fact.ts';
import { type CachedLearner, createPartCache } from './part-cache.ts';
import { createTally, type DeadRecord, type Slice, type SliceApplier } from './slice.ts';

export interface LearnerSlicesOptions {
  readonly partition: number;
  readonly store: AggregateStore;
  readonly serde: Serde;
  readonly clock: Clock;
  readonly patiently: Patiently;
  /** On the erasure list: counted `erased`, never applied. */
  readonly isErased: (learner: LearnerRef) => boolean;
  /** Facts later than this are dropped before they are applied (an as-of computation). */
  readonly asOf?: Micros | undefined;
  /** A slice ends when it has changed this many parts (architecture: 5,000; 500 when live). */
  readonly maxChangedParts: number;
  readonly maxCachedParts: number;
}

const STRAY =
  'The record stands in another partition than its key belongs to: its producer has another partitioner.';

/** All facts of one learner in a slice, by part. */
interface LearnerGroup {
  readonly courseId: string;
  readonly learnerId: string;
  publishedAt: Micros;
  readonly facts: Map<PartName, Fact[]>;
}

/** Decodes, groups by learner and part, loads what is not cached in one round trip, applies. */
export function createLearnerSlices(options: LearnerSlicesOptions): SliceApplier {
  const { partition, store, serde, clock, patiently } = options;
  const cache = createPartCache(options.maxCachedParts);
  return {
    drop: () => cache.clear(),
    async apply(batch, start): Promise<Slice> {
      const { counts } = createTally();
      const dead: DeadRecord[] = [];
      const groups = new Map<string, LearnerGroup>();
      const settled: (LearnerRef & Pick<SettingsEvent, 'eventId'>)[] = [];
      let touched = 0;
      let next = start;
      await patiently('read schemas', () => serde.prepare(batch.records));
      for (; next < batch.records.length && touched < options.maxChangedParts; next += 1) {
        const record = batch.records[next];
        if (record === undefined) break;
        if (isErasedRecord(record)) {
          counts.erased += 1;
          continue;
        }
        const read = readRecord(record, serde);
        if ('code' in read) {
          if (read.learnerId !== null && options.isErased({ ...read, learnerId: read.learnerId })) {
            counts.erased += 1;
            continue;
          }
          dead.push(read);
          counts.deadLettered += 1;
          continue;
        }
        const isStray = !groups.has(record.key) && !isHome(record.key);
        if (read.eventId !== undefined && !isStray) {
          settled.push({ courseId: read.courseId, learnerId: read.learnerId, eventId: read.eventId });
        }
        if (options.isErased(read)) counts.erased += 1;
        else if (isStray) {
          // The state lies where the key belongs; a second one here would never be read, and the store refuses it.
          dead.push(deadRecord(record, 'RECORD_OUT_OF_PLACE', STRAY));
          counts.deadLettered += 1;
        } else if (read.fact === null || isLater(read.fact, options.asOf)) counts.ignored += 1;
        else if (addToGroup(groups, record, read, read.fact)) touched += 1;
      }
      const loaded = await loadMissing(groups);
      const { parts, learners, withdrawn } = applyGroups(groups, counts);
      cache.grew(loaded);
      const changes = { parts, learners, courseParts: [], ids: [], settled };
      return { taken: next - start, changes, counts, dead, withdrawn };
    },
  };

  function isHome(key: string): boolean {
    return partitionOf(key, store.partitions) === partition;
  }

  /** Puts every learner and part of the groups into the cache, from the store or empty. @returns how many parts came in */
  async function loadMissing(groups: ReadonlyMap<string, LearnerGroup>): Promise<number> {
    const refs: PartRef[] = [];
    const owners: { learner: CachedLearner; name: PartName }[] = [];
    const strangers: CachedLearner[] = [];
    for (const [key, { courseId, learnerId, facts }] of groups) {
      let learner = cache.get(key);
      if (learner === undefined) {
        learner = { courseId, learnerId, meta: null, parts: new Map() };
        cache.set(key, learner);
        strangers.push(learner);
      }
      for (const name of facts.keys()) {
        if (learner.parts.has(name)) continue;
        refs.push({ courseId, learnerId, part: name });
        owners.push({ learner, name });
      }
    }
    const [loaded, metas] = await Promise.all([
      refs.length === 0 ? [] : patiently('load state', () => store.load(partition, refs)),
      strangers.length === 0 ? [] : patiently('load state', () => store.loadMeta(partition, strangers)),
    ]);
    strangers.forEach((learner, i) => {
      learner.meta = metas[i] ?? null;
    });
    owners.forEach(({ learner, name }, i) => {
      const bytes = loaded[i] ?? null;
      learner.parts.set(
        name,
        bytes === null
          ? { part: emptyPart(name), digest: null }
          : { part: decodePart(name, bytes), digest: partDigest(name, bytes) },
      );
    });
    return owners.length;
  }

  function applyGroups(
    groups: ReadonlyMap<string, LearnerGroup>,
    counts: { applied: number; unchanged: number },
  ): { parts: PartChange[]; learners: (LearnerRef & LearnerMeta)[]; withdrawn: string[] } {
    const parts: PartChange[] = [];
    const learners: (LearnerRef & LearnerMeta)[] = [];
    const withdrawn = new Set<string>();
    const processedAt = clock.now();
    for (const [key, group] of groups) {
      const learner = cache.get(key);
      if (learner === undefined)
        throw new Error(`learner of partition ${partition} left the cache within a slice`);
      const { courseId, learnerId } = group;
      let revision = learner.meta?.revision ?? EMPTY_REVISION;
      let changedLearner = false;
      for (const [name, facts] of group.facts) {
        const cached = learner.parts.get(name);
        if (cached === undefined) throw new Error(`part ${name} left the cache within a slice`);
        let applied = 0;
        const consented = consents(cached.part);
        for (const fact of facts) if (applyFact(cached.part, fact)) applied += 1;
        counts.applied += applied;
        counts.unchanged += facts.length - applied;
        if (applied === 0) continue;
        if (consented && !consents(cached.part)) withdrawn.add(courseId);
        const bytes = encodePart(cached.part);
        const digest = partDigest(name, bytes);
        revision = combine(revision, cached.digest, digest);
        cached.digest = digest;
        parts.push({ courseId, learnerId, part: name, bytes });
        changedLearner = true;
      }
      if (!changedLearner) continue;
      const publishedAt = Math.max(group.publishedAt, learner.meta?.publishedAt ?? group.publishedAt);
      learner.meta = { revision, publishedAt, processedAt };
      learners.push({ courseId, learnerId, ...learner.meta });
    }
    return { parts, learners, withdrawn: [...withdrawn] };
  }
}

function consents(part: Part): boolean {
  return part.kind === 'settings' && part.consent?.value.consent === true;
}

function readRecord(record: LogRecord, serde: Serde): DeadRecord | LearnerFact {
  try {
    const read = learnerFactOf(serde.decode(record.value));
    if (read === null) {
      return deadRecord(
        record,
        'RECORD_OUT_OF_PLACE',
        'An event without a learner stands on a topic of learners.',
      );
    }
    // State is kept by key: under another's key the fact would be counted as the other's.
    if (!isKeyOf(record.key, read)) {
      return deadRecord(record, 'RECORD_OUT_OF_PLACE', 'The record stands under the key of another learner.');
    }
    return read;
  } catch (error) {
    const code = error instanceof TrackerError ? error.code : 'RECORD_UNDECODABLE';
    return deadRecord(record, code, messageOf(error));
  }
}

/** Whether it is `recordKey` of the learner; compared in place, since every record comes here. */
function isKeyOf(key: string, { courseId, learnerId }: LearnerRef): boolean {
  return (
    key.length === courseId.length + 1 + learnerId.length &&
    key.charAt(courseId.length) === '/' &&
    key.startsWith(courseId) &&
    key.endsWith(learnerId)
  );
}

/** The key still says whom an unreadable record is about. */
function deadRecord(record: LogRecord, code: string, reason: string): DeadRecord {
  const slash = record.key.indexOf('/');
  return {
    record,
    courseId: slash < 0 ? record.key : record.key.slice(0, slash),
    learnerId: slash < 0 ? null : record.key.slice(slash + 1),
    code,
    reason,
  };
}

function isLater(fact: Fact, asOf: Micros | undefined): boolean {
  if (asOf === undefined) return false;
  const at = factTime(fact);
  return at !== null && at > asOf;
}

/** @returns whether the fact is the first of its part in the slice */
function addToGroup(
  groups: Map<string, LearnerGroup>,
  record: LogRecord,
  { courseId, learnerId }: LearnerRef,
  fact: Fact,
): boolean {
  let group = groups.get(record.key);
  if (group === undefined) {
    group = { courseId, learnerId, publishedAt: record.appendedAt, facts: new Map() };
    groups.set(record.key, group);
  } else if (record.appendedAt > group.publishedAt) group.publishedAt = record.appendedAt;
  const name = partOf(fact);
  const facts = group.facts.get(name);
  if (facts === undefined) {
    group.facts.set(name, [fact]);
    return true;
  }
  facts.push(fact);
  return false;
}
