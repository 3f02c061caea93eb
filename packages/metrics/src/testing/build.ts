import { UNCOUNTED } from '../calibration/calibrate.ts';
import type { CourseContent } from '../content/content.ts';
import { type CourseView, viewCourse } from '../content/course-view.ts';
import type { CourseCensus, CourseSettings } from '../course.ts';
import { type Explanation, explain } from '../explain.ts';
import type {
  AnswerFact,
  ClickFact,
  CourseGradeFact,
  Fact,
  GoalFact,
  ItemGradeFact,
  MembershipFact,
  ProgressFact,
  QuestionFact,
  WeekFact,
} from '../facts.ts';
import type { Calibration, MetricId } from '../figures.ts';
import { applyFact, partOf } from '../reducers/apply.ts';
import { emptyPart, type LearnerState, type Part, type PartName } from '../state/parts.ts';
import { DAY, HOUR, type Micros } from '../time.ts';

/** Start of session `s1`: 10:00 on day 100. */
export const START: Micros = 100 * DAY + 10 * HOUR;

const SNAPSHOT = { version: 1, deleted: false };

/** Two weeks: `video` and `text` in the first; `prompt`, `exam` (graded) and `extra` (optional video) in the second. */
export const CONTENT: CourseContent = {
  items: [
    ['video', 'l0', 't-video', false] as const,
    ['text', 'l0', 't-text', false] as const,
    ['prompt', 'l1', 't-prompt', false] as const,
    ['exam', 'l1', 't-exam', false] as const,
    ['extra', 'l1', 't-video', true] as const,
  ].map(([itemId, lessonId, typeId, optional]) => ({
    itemId,
    branchId: null,
    lessonId,
    typeId,
    order: null,
    name: null,
    optional,
  })),
  lessons: [
    { lessonId: 'l0', branchId: null, moduleId: 'm0', order: null, name: null },
    { lessonId: 'l1', branchId: null, moduleId: 'm1', order: null, name: null },
  ],
  modules: [
    { moduleId: 'm0', branchId: null, order: 0, name: null },
    { moduleId: 'm1', branchId: null, order: 1, name: null },
  ],
  itemTypes: [
    ['t-video', 'lecture', false] as const,
    ['t-text', 'supplement', false] as const,
    ['t-prompt', 'discussion prompt', false] as const,
    ['t-exam', 'exam', true] as const,
  ].map(([typeId, description, graded]) => ({
    typeId,
    description,
    category: null,
    graded,
    atomTypeId: null,
  })),
  sessions: [{ sessionId: 's1', startAt: START, endAt: null, branchId: null }],
  branches: [],
};

export const SETTINGS: CourseSettings = {
  courseId: 'course',
  earlyActivityLimit: 'none',
  excludeOptionalItems: false,
  profile: 'standard',
};

export function courseOf(
  settings: Partial<CourseSettings> = {},
  content: Partial<CourseContent> = {},
  census: Partial<CourseCensus> = {},
): CourseView {
  return viewCourse({ ...CONTENT, ...content }, { ...SETTINGS, ...settings }, { ...UNCOUNTED, ...census });
}

/** Applies facts to an empty state, in the order given. */
export function stateOf(facts: readonly Fact[]): LearnerState {
  const parts = new Map<PartName, Part>();
  for (const fact of facts) {
    const name = partOf(fact);
    const part = parts.get(name) ?? emptyPart(name);
    parts.set(name, part);
    applyFact(part, fact);
  }
  return { erased: false, parts };
}

export const NOT_CALIBRATED: Calibration = { version: 0, metric_2: null, metric_4: null };

/** A scale of both calibrated metrics. */
export function calibratedTo(maximum: number): Calibration {
  const scale = { maximum, source: 'previous', provisional: false, learners: 20 } as const;
  return { version: 1, metric_2: scale, metric_4: scale };
}

/** What `standard` makes of the facts of a member of `s1` (joined at its start), at the end of day 110. */
export function explained(
  metric: MetricId,
  facts: readonly Fact[],
  {
    course = courseOf(),
    calibration = NOT_CALIBRATED,
    asOf = 111 * DAY - 1,
  }: { course?: CourseView; calibration?: Calibration; asOf?: Micros } = {},
): Explanation {
  const state = stateOf([member('s1', START), ...facts]);
  const explanation = explain(state, metric, { course, profile: 'standard', calibration, asOf });
  if (explanation === null) throw new Error('the learner is no member of a followed session');
  return explanation;
}

export function member(
  sessionId: string,
  startAt: Micros,
  stamp: Partial<MembershipFact> = {},
): MembershipFact {
  return { type: 'membership', ...SNAPSHOT, sessionId, startAt, endAt: null, ...stamp };
}

export function progress(
  itemId: string,
  state: number,
  at: Micros,
  stamp: Partial<ProgressFact> = {},
): ProgressFact {
  return { type: 'progress', ...SNAPSHOT, itemId, state, at, count: 1, ...stamp };
}

export function started(itemId: string, at: Micros): ProgressFact {
  return progress(itemId, 1, at);
}

export function completed(itemId: string, at: Micros): ProgressFact {
  return progress(itemId, 2, at);
}

/** A page visit; `page` is what stands behind the slug, e.g. `lecture/video`. */
export function visited(page: string, at: Micros, stamp: Partial<ClickFact> = {}): ClickFact {
  return {
    type: 'click',
    kind: 'access',
    at,
    url: `https://www.coursera.org/learn/slug/${page}`,
    identity: new Uint8Array(16).fill(at % 251),
    occurrence: 0,
    ...stamp,
  };
}

export function watched(at: Micros): ClickFact {
  return visited('lecture/video', at, { kind: 'video' });
}

export function asked(questionId: string, at: Micros, stamp: Partial<QuestionFact> = {}): QuestionFact {
  return { type: 'question', ...SNAPSHOT, questionId, at, ...stamp };
}

export function answered(answerId: string, questionId: string, at: Micros): AnswerFact {
  return { type: 'answer', ...SNAPSHOT, answerId, questionId, at };
}

export function itemGrade(
  itemId: string,
  grade: number | null,
  stamp: Partial<ItemGradeFact> = {},
): ItemGradeFact {
  return { type: 'itemGrade', ...SNAPSHOT, itemId, grade, at: null, ...stamp };
}

export function courseGrade(overall: number | null, stamp: Partial<CourseGradeFact> = {}): CourseGradeFact {
  return { type: 'courseGrade', ...SNAPSHOT, overall, at: null, ...stamp };
}

export function chose(goal: string, at: Micros): GoalFact {
  return { type: 'goal', at, eventId: `goal ${at}`, goal };
}

export function opened(week: number, at: Micros): WeekFact {
  return { type: 'week', week, at };
}
