import type { Clock } from '@learning-tracker/runtime';
import type { Claim, Commit, CommitResult, CoursePartChange, PartitionId } from '../port.ts';
import { createLearnerGroups, type LearnerGroups } from './by-learner.ts';
import type { RedisArgument } from './connection.ts';
import { type CheckHome, misplaced } from './home.ts';
import type { Keys } from './keys.ts';
import { META_FIELD, partField, writeMeta } from './learner-hash.ts';
import { textReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

export type Commits = (partition: PartitionId, claim: Claim, commit: Commit) => Promise<CommitResult>;

const RESULTS: readonly CommitResult[] = ['committed', 'already-committed', 'fenced'];

/** Writes slices; one script each, of the keys of one hash tag. */
export function createCommits(scripts: Scripts, keys: Keys, clock: Clock, checkHome: CheckHome): Commits {
  async function commitLearners(partition: number, claim: Claim, commit: Commit): Promise<unknown> {
    const own = keys.partition(partition);
    const groups = createLearnerGroups<RedisArgument>();
    for (const learner of commit.learners) groups.of(learner).push(META_FIELD, writeMeta(learner));
    const changed = groups.size;
    for (const part of commit.parts) groups.of(part).push(partField(part.part), asBuffer(part.bytes));
    const settled = settledOf(commit, groups);
    const learners = [...groups];
    for (const learner of learners) checkHome(learner, partition);
    return scripts.run(
      'commit-learners-4n',
      [own.partition, own.changes, own.learners, own.pending, ...learners.map(own.learner)],
      [
        JSON.stringify({ ...headerOf(claim, commit), changed, settled: settled !== null }),
        ...counted(learners.map(({ items }) => items)),
        ...(settled === null ? [] : counted(learners.map((learner) => settled.of(learner)))),
      ],
    );
  }

  async function commitContent(claim: Claim, commit: Commit): Promise<unknown> {
    const { partition, courses, idRegisters, tableIds, rivals, courseParts } = keys.content;
    const byCourse = Map.groupBy(commit.courseParts, ({ courseId }) => courseId.toWellFormed());
    const parts = [...byCourse.values()].map((changes) => changes.flatMap(coursePartArguments));
    const header = {
      ...headerOf(claim, commit),
      now: clock.now(),
      courses: [...byCourse.keys()],
      ids: commit.ids.map(({ courseId, learnerId, dashboardId, version, deleted }) => ({
        courseId: courseId.toWellFormed(),
        learnerId: learnerId.toWellFormed(),
        dashboardId: dashboardId.toWellFormed(),
        version: String(version),
        deleted,
      })),
    };
    return scripts.run(
      'commit-content-5n',
      [partition, courses, idRegisters, tableIds, rivals, ...[...byCourse.keys()].map(courseParts)],
      [JSON.stringify(header), ...counted(parts)],
    );
  }

  return async (partition, claim, commit) => {
    const isContent = partition === 'content';
    const strangers = isContent ? [commit.parts, commit.learners] : [commit.courseParts, commit.ids];
    if (strangers.some((changes) => changes.length > 0)) {
      throw misplaced(
        `A commit of partition ${partition} holds changes of ${isContent ? 'learners' : 'courses'}.`,
      );
    }
    const reply = await (isContent ? commitContent(claim, commit) : commitLearners(partition, claim, commit));
    const answer = textReply(reply);
    const result = RESULTS.find((one) => one === answer);
    if (result === undefined) throw new Error(`a commit script answered ${answer}`);
    return result;
  };
}

/** Settled events by learner, whom the groups then name; null where there are none, as in nearly every slice. */
function settledOf(
  { settled = [] }: Commit,
  groups: LearnerGroups<RedisArgument>,
): LearnerGroups<RedisArgument> | null {
  if (settled.length === 0) return null;
  const byLearner = createLearnerGroups<RedisArgument>();
  for (const event of settled) {
    groups.of(event);
    byLearner.of(event).push(event.eventId);
  }
  return byLearner;
}

/** Numbers go as decimal texts (scripts/fence.lua). */
function headerOf(claim: Claim, { positions, counts, complete }: Commit) {
  return {
    epoch: String(claim.epoch),
    claim: claim.id,
    complete: complete ? '1' : '0',
    positions: mapValues(positions, ({ from, to }) => ({ from: String(from), to: String(to) })),
    counts: mapValues(counts, (outcomes) => mapValues({ ...outcomes }, String)),
  };
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Each list behind its length. */
function counted(lists: Iterable<readonly RedisArgument[]>): RedisArgument[] {
  const args: RedisArgument[] = [];
  for (const list of lists) {
    args.push(String(list.length));
    for (const one of list) args.push(one);
  }
  return args;
}

function coursePartArguments({ part, bytes }: CoursePartChange): RedisArgument[] {
  return [part, asBuffer(bytes)];
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
