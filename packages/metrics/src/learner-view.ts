import type { DayPart, GradesPart, LearnerState, ProgressEntry } from './state/parts.ts';
import { valuesInForce } from './state/registers.ts';
import type { Micros } from './time.ts';

export interface Post {
  readonly kind: 'question' | 'answer';
  readonly id: string;
  /** Of an answer: the question it answers; of a question: its own id. */
  readonly questionId: string;
  readonly at: Micros;
}

/** A learner's state as figures read it: rows in force only, each list in its defined order. */
export interface LearnerView {
  /** Ascending by day. */
  readonly days: readonly DayPart[];
  /** Ascending by time, then item, then state; a row that stands n times has count n. */
  readonly progress: readonly ProgressEntry[];
  /** By time; ties: questions before answers, then id. */
  readonly posts: readonly Post[];
  readonly memberships: ReadonlyMap<string, Micros>;
  readonly itemGrades: ReadonlyMap<string, number>;
  readonly courseGrade: number | null;
  /** A row of `course_grades` is in force, with a grade or without. */
  readonly hasCourseGradeRow: boolean;
}

/** Joins the parts for reading; null for an erased learner. */
export function viewLearner(state: LearnerState): LearnerView | null {
  if (state.erased) return null;
  const days: DayPart[] = [];
  let progress: ProgressEntry[] = [];
  let posts: Post[] = [];
  let memberships = new Map<string, Micros>();
  let grades: GradesPart | null = null;
  for (const part of state.parts.values()) {
    if (part.kind === 'day') days.push(part);
    else if (part.kind === 'progress') progress = [...part.rows.values()].filter((row) => row.count > 0);
    else if (part.kind === 'posts') {
      posts = [
        ...valuesInForce(part.questions).map(
          ([id, row]): Post => ({ kind: 'question', id, questionId: id, at: row.at }),
        ),
        ...valuesInForce(part.answers).map(
          ([id, row]): Post => ({ kind: 'answer', id, questionId: row.questionId, at: row.at }),
        ),
      ];
    } else if (part.kind === 'memberships') {
      memberships = new Map(valuesInForce(part.sessions).map(([id, row]) => [id, row.startAt]));
    } else if (part.kind === 'grades') grades = part;
  }
  days.sort((a, b) => a.day - b.day);
  progress.sort((a, b) => a.at - b.at || compareText(a.itemId, b.itemId) || a.state - b.state);
  posts.sort((a, b) => a.at - b.at || kindOrder(a) - kindOrder(b) || compareText(a.id, b.id));
  return {
    days,
    progress,
    posts,
    memberships,
    itemGrades: new Map(
      grades === null
        ? []
        : valuesInForce(grades.items).flatMap(([id, row]) =>
            row.grade === null ? [] : [[id, row.grade] as const],
          ),
    ),
    courseGrade: grades?.course?.value?.overall ?? null,
    hasCourseGradeRow: (grades?.course?.value ?? null) !== null,
  };
}

/** Whether there was any click, page visit or video event. */
export function hasClick(learner: LearnerView): boolean {
  return learner.days.length > 0;
}

function kindOrder(post: Post): number {
  return post.kind === 'question' ? 0 : 1;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
