import type { Item } from '../model/content.ts';
import type { Person } from '../model/people.ts';
import type { Micros } from '../time.ts';

/** What a learner does for a while within a visit. */
export interface Task {
  readonly kind: 'item' | 'revision' | 'forum';
  /** Null in the forum. */
  readonly item: Item | null;
  readonly from: Micros;
  readonly to: Micros;
}

/** A learner sits down, does some tasks and leaves; its first click is at `startAt`, its last at `endAt`. */
export interface Visit {
  readonly number: number;
  readonly week: number;
  /** The version of the course that the learner sees. */
  readonly branchId: string;
  readonly startAt: Micros;
  readonly endAt: Micros;
  readonly tasks: readonly Task[];
}

/** A row of `course_progress`: 1 = started, 2 = completed. */
export interface Progress {
  readonly item: Item;
  readonly state: 1 | 2;
  readonly at: Micros;
}

/** A grade given for an item; the table shows the best so far. Between handing in and grading it is pending. */
export interface Attempt {
  readonly item: Item;
  readonly handedInAt: Micros;
  readonly gradedAt: Micros;
  readonly grade: number;
}

/** What a learner wants to say; which thread an answer lands in is settled once all questions are known. */
export interface PostWish {
  readonly kind: 'question' | 'answer' | 'prompt';
  readonly item: Item | null;
  readonly at: Micros;
  readonly week: number;
  /** Uniform in [0, 1): settles the thread. */
  readonly roll: number;
}

/** All that a learner does in the course, click by click only in outline. */
export interface Life {
  readonly person: Person;
  readonly visits: readonly Visit[];
  readonly progress: readonly Progress[];
  readonly attempts: readonly Attempt[];
  readonly posts: readonly PostWish[];
}
