import type { ReferenceCourse } from '../model.ts';
import { pythonRound } from '../python-round.ts';
import { ascending, DAY, dayOf, lengthOf, runsOf, SECOND } from '../time.ts';
import { parsePageUrl } from '../url.ts';
import { clampedRows, courseItemIds, progressOf, sessionOf } from './learners.ts';

/** What the study gives of a metric; no figure is 0, null, 0. */
export interface StudyFigure {
  readonly value: number;
  readonly absolute: number | null;
  readonly scaled: number;
}

const NO_FIGURE: StudyFigure = { value: 0, absolute: null, scaled: 0 };

export function metric1(course: ReferenceCourse, learnerId: string): StudyFigure {
  const idsByDay = new Map<number, Set<string>>();
  for (const click of course.clicks) {
    if (click.learnerId !== learnerId || click.kind !== 'access') continue;
    const itemId = parsePageUrl(click.url)?.itemId;
    if (itemId === undefined || itemId === null) continue;
    const day = dayOf(click.at);
    idsByDay.set(day, (idsByDay.get(day) ?? new Set()).add(itemId));
  }
  if (idsByDay.size === 0) return NO_FIGURE;

  const latestCompletions = latestTimes(course, learnerId, 2);
  let sum = 0;
  for (const day of [...idsByDay.keys()].sort(ascending)) {
    const ids = [...(idsByDay.get(day) ?? [])];
    const completedEarlier = ids.filter((id) => {
      const completedAt = latestCompletions.get(id);
      return completedAt !== undefined && dayOf(completedAt) < day;
    });
    sum += completedEarlier.length / ids.length;
  }
  const mean = sum / idsByDay.size;
  const value = pythonRound(mean * 100, 3);
  return { value, absolute: null, scaled: pythonRound(value * 10, 2) };
}

/** The unrounded value of metric 2, which is also what calibrates it. */
export function discussionIndex(course: ReferenceCourse, learnerId: string): number {
  const questions = course.questions.filter((question) => question.learnerId === learnerId);
  const answers = course.answers.filter((answer) => answer.learnerId === learnerId);
  // In time order with questions before answers at a tie, "posted before" includes the same time.
  const ownThread = answers.filter((answer) =>
    questions.some((question) => question.questionId === answer.questionId && question.at <= answer.at),
  );
  const otherAnswers = answers.length - ownThread.length;
  const visits = course.clicks.filter((click) => {
    if (click.learnerId !== learnerId || click.kind !== 'access') return false;
    const page = parsePageUrl(click.url);
    if (page === null || page.itemId === null) return false;
    return page.itemId === 'weeks' || page.type === 'discussionPrompt';
  }).length;
  if (visits === 0) return 0;
  return (0.5 * questions.length + 0.2 * ownThread.length + 0.3 * otherAnswers) / visits;
}

export function metric2(course: ReferenceCourse, learnerId: string, maximum: number): StudyFigure {
  const value = discussionIndex(course, learnerId);
  return { value, absolute: null, scaled: maximum === 0 ? 0 : pythonRound((value * 10) / maximum, 2) };
}

export function metric3(course: ReferenceCourse, learnerId: string): StudyFigure {
  const lastStarts = latestTimes(course, learnerId, 1);
  const lastCompletions = latestTimes(course, learnerId, 2);
  const sameDayCompletions: number[] = [];
  const unfinishedDays = new Set<number>();
  for (const itemId of new Set([...lastStarts.keys(), ...lastCompletions.keys()])) {
    const startedAt = lastStarts.get(itemId);
    const completedAt = lastCompletions.get(itemId);
    if (startedAt === undefined) {
      if (completedAt !== undefined) sameDayCompletions.push(dayOf(completedAt));
    } else if (completedAt !== undefined && dayOf(completedAt) === dayOf(startedAt)) {
      sameDayCompletions.push(dayOf(completedAt));
    } else {
      unfinishedDays.add(dayOf(startedAt));
    }
  }

  const rows = [...clampedRows(course, learnerId, 1), ...clampedRows(course, learnerId, 2)];
  const activeDays = [...new Set(rows.map((row) => dayOf(row.at)))].sort(ascending);
  if (activeDays.length === 0) return NO_FIGURE;
  let sum = 0;
  for (const day of activeDays) {
    const completed = sameDayCompletions.filter((completionDay) => completionDay === day).length;
    sum += completed === 0 ? 0 : completed / (completed + unfinishedDays.size);
  }
  const mean = sum / activeDays.length;
  return { value: pythonRound(mean * 100), absolute: null, scaled: pythonRound(mean * 10, 2) };
}

/** Minutes of presence: page visits and progress rows of any state and item at their original time. */
export function presenceMinutes(course: ReferenceCourse, learnerId: string): number {
  const visits = course.clicks.filter((click) => click.learnerId === learnerId && click.kind === 'access');
  const times = [...visits, ...progressOf(course, learnerId)].map((fact) => fact.at);
  let seconds = 0;
  for (const run of runsOf(times)) {
    const length = Math.floor((lengthOf(run) % DAY) / SECOND);
    if (length > 5) seconds += length;
  }
  return seconds / 60;
}

export function metric4(course: ReferenceCourse, learnerId: string, maximum: number): StudyFigure {
  const minutes = presenceMinutes(course, learnerId);
  return {
    value: pythonRound(minutes / 60, 1),
    absolute: null,
    scaled: maximum === 0 ? 0 : pythonRound((minutes * 10) / maximum, 2),
  };
}

export function metric5(course: ReferenceCourse, learnerId: string): StudyFigure {
  const early: number[] = [];
  for (const row of clampedRows(course, learnerId, 1)) {
    const weekStart = weekStartOf(course, learnerId, row.itemId);
    if (weekStart !== null) early.push(weekStart - row.at);
  }
  return wholeDays(early);
}

export function metric6(course: ReferenceCourse, learnerId: string): StudyFigure {
  const early: number[] = [];
  for (const row of clampedRows(course, learnerId, 2)) {
    const weekStart = weekStartOf(course, learnerId, row.itemId);
    if (weekStart !== null) early.push(weekStart + 7 * DAY - row.at);
  }
  return wholeDays(early);
}

/** The mean floored to whole days, 0 to 7. */
function wholeDays(durations: readonly number[]): StudyFigure {
  if (durations.length === 0) return NO_FIGURE;
  const sum = durations.reduce((total, duration) => total + duration, 0);
  const days = Math.floor(sum / (durations.length * DAY));
  const value = days > 0 ? Math.min(7, days) : 0;
  return { value, absolute: null, scaled: pythonRound((value * 10) / 7, 2) };
}

/** 00:00 of the start date of the learner's session + 7 days a module − 1 µs; null without a known module. */
function weekStartOf(course: ReferenceCourse, learnerId: string, itemId: string): number | null {
  const item = course.items.find((row) => row.branchId === null && row.itemId === itemId);
  const lesson = course.lessons.find((row) => row.branchId === null && row.lessonId === item?.lessonId);
  const module = course.modules.find((row) => row.branchId === null && row.moduleId === lesson?.moduleId);
  if (module === undefined || module.order === null) return null;
  const { session } = sessionOf(course, learnerId);
  return dayOf(session.startAt) * DAY + 7 * module.order * DAY - 1;
}

export function metric7(course: ReferenceCourse, learnerId: string): StudyFigure {
  return completedShare(course, learnerId, courseItemIds(course), 3);
}

export function metric8(course: ReferenceCourse, learnerId: string): StudyFigure {
  return completedShare(course, learnerId, itemsOfType(course, 'discussion prompt'), 2);
}

export function metric9(course: ReferenceCourse, learnerId: string): StudyFigure {
  return completedShare(course, learnerId, itemsOfType(course, 'phased peer'), 2);
}

export function metric10(course: ReferenceCourse, learnerId: string): StudyFigure {
  return completedShare(course, learnerId, itemsOfType(course, 'supplement'), 2);
}

export function metric11(course: ReferenceCourse, learnerId: string): StudyFigure {
  return completedShare(course, learnerId, itemsOfType(course, 'lecture'), 2);
}

function completedShare(
  course: ReferenceCourse,
  learnerId: string,
  itemIds: readonly string[],
  decimals: number,
): StudyFigure {
  const completions = latestTimes(course, learnerId, 2);
  const count = itemIds.filter((itemId) => completions.has(itemId)).length;
  if (itemIds.length === 0) return { value: 0, absolute: 0, scaled: 0 };
  const percentage = pythonRound((100 * count) / itemIds.length, decimals);
  return { value: pythonRound(percentage), absolute: count, scaled: pythonRound(percentage / 10, 2) };
}

/** Items by the description of their type: by type id, else by the fifth column; the type id wins a collision. */
function itemsOfType(course: ReferenceCourse, description: string): string[] {
  return course.items
    .filter((item) => {
      if (item.branchId !== null || item.typeId === null) return false;
      const type =
        course.itemTypes.find((row) => row.typeId === item.typeId) ??
        course.itemTypes.find((row) => row.atomTypeId === item.typeId);
      return type?.description === description;
    })
    .map((item) => item.itemId);
}

export function metric12(course: ReferenceCourse, learnerId: string): StudyFigure {
  const weights = course.config.gradeWeights ?? {};
  let value = 0;
  for (const itemId of Object.keys(weights).sort()) {
    const row = course.itemGrades.findLast(
      (grade) => grade.learnerId === learnerId && grade.itemId === itemId,
    );
    value += (row?.grade ?? 0) * (weights[itemId] ?? 0);
  }
  return { value, absolute: null, scaled: pythonRound(value * 10, 2) };
}

/** Each known item's latest clamped time of a state: the study's "started at" and "completed at". */
function latestTimes(course: ReferenceCourse, learnerId: string, state: 1 | 2): Map<string, number> {
  const latest = new Map<string, number>();
  for (const row of clampedRows(course, learnerId, state)) {
    latest.set(row.itemId, Math.max(row.at, latest.get(row.itemId) ?? -Infinity));
  }
  return latest;
}
