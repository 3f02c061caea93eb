import type { LearnerRef, PartitionId } from '../port.ts';

/** Between course and learner in a name: lower than any byte of an id, so that names sort as (course, learner). */
const SEPARATOR = '\0';

/** All keys of one partition: they share a hash tag, so that one script may touch them in a cluster. */
export interface PartitionKeys {
  readonly partition: string;
  readonly changes: string;
  readonly learners: string;
  readonly pending: string;
  learner(ref: LearnerRef): string;
  history(ref: LearnerRef): string;
}

export interface ContentKeys {
  readonly partition: string;
  readonly layout: string;
  readonly courses: string;
  readonly idRegisters: string;
  readonly tableIds: string;
  readonly rivals: string;
  readonly erasures: string;
  courseParts(courseId: string): string;
  lease(name: string): string;
}

/** Apart from the partitions: the e-mail vault is no part of the state. */
export interface VaultKeys {
  readonly times: string;
  readonly emails: string;
  readonly key: string;
}

export interface Keys {
  partition(partition: number): PartitionKeys;
  readonly content: ContentKeys;
  readonly vault: VaultKeys;
  /** The hash of claim, positions and counts, which `content` has too. */
  holder(partition: PartitionId): string;
}

/** Names of all keys of a deployment; the README beside this file says what each holds. */
export function createKeys(deployment: string): Keys {
  const tag = `{${deployment}:content}`;
  const content: ContentKeys = {
    partition: `${tag}:partition`,
    layout: `${tag}:layout`,
    courses: `${tag}:courses`,
    idRegisters: `${tag}:id-registers`,
    tableIds: `${tag}:table-ids`,
    rivals: `${tag}:rivals`,
    erasures: `${tag}:erasures`,
    courseParts: (courseId) => `${tag}:course:${courseId}`,
    lease: (name) => `${tag}:lease:${name}`,
  };
  const partition = (number: number): PartitionKeys => {
    const own = `{${deployment}:${number}}`;
    return {
      partition: `${own}:partition`,
      changes: `${own}:changes`,
      learners: `${own}:learners`,
      pending: `${own}:pending`,
      learner: (ref) => `${own}:learners:${learnerName(ref)}`,
      history: (ref) => `${own}:history:${learnerName(ref)}`,
    };
  };
  return {
    partition,
    content,
    vault: {
      times: `{${deployment}:vault}:times`,
      emails: `{${deployment}:vault}:emails`,
      key: `{${deployment}:vault}:key`,
    },
    holder: (id) => (id === 'content' ? content.partition : partition(id).partition),
  };
}

/** A learner in an index or the end of a key. */
export function learnerName({ courseId, learnerId }: LearnerRef): string {
  return courseId + SEPARATOR + learnerId;
}

export function learnerOf(name: string): LearnerRef {
  const at = name.indexOf(SEPARATOR);
  return { courseId: name.slice(0, at), learnerId: name.slice(at + 1) };
}

/** A pending event in the index of a partition: the learner's name, the separator and the event. */
export function pendingOf(name: string): { readonly learner: LearnerRef; readonly eventId: string } {
  const at = name.lastIndexOf(SEPARATOR);
  return { learner: learnerOf(name.slice(0, at)), eventId: name.slice(at + 1) };
}

/** An id of a course in a hash of all courses. */
export function idName(courseId: string, id: string): string {
  return courseId + SEPARATOR + id;
}

/** Bounds of a course's learners in an index, as ZRANGE BYLEX takes them. */
export function lexRange(courseId: string | undefined, after: string | null): readonly [string, string] {
  const first = courseId === undefined ? '-' : `[${courseId}${SEPARATOR}`;
  return [after === null ? first : `(${after}`, courseId === undefined ? '+' : `(${courseId}\u0001`];
}
