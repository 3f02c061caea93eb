import type { Item } from '../model/content.ts';
import type { Person } from '../model/people.ts';
import type { Random } from '../random.ts';
import { DAY, type Micros, SECOND } from '../time.ts';
import type { Attempt } from './life.ts';

/** Pages whose work other people grade, days later. */
const GRADED_BY_PEOPLE = new Set(['peer', 'staffGraded']);

/** A grade for an item just completed, or null: only graded items have one, and quizzes for practice. */
export function attemptOf(person: Person, item: Item, at: Micros, random: Random): Attempt | null {
  if (!item.type.graded && item.type.page !== 'quiz') return null;
  const skill = 0.3 + 0.4 * person.ability + 0.3 * person.diligence;
  const grade = Math.min(1, Math.max(0, random.bell(skill, 0.11)));
  const wait = GRADED_BY_PEOPLE.has(item.type.page)
    ? random.between(1, 4) * DAY
    : random.between(1, 5) * SECOND;
  return {
    item,
    handedInAt: at,
    gradedAt: Math.floor((at + wait) / SECOND + 1) * SECOND,
    grade: Math.round(grade * 1e8) / 1e8,
  };
}
