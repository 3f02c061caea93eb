import type { Fact } from '../facts.ts';
import { dayPartName, type Part, type PartName } from '../state/parts.ts';
import { dayOf, type Micros } from '../time.ts';
import { applyClick } from './clicks.ts';
import {
  applyAnswer,
  applyCourseGrade,
  applyItemGrade,
  applyMembership,
  applyProgress,
  applyQuestion,
} from './rows.ts';
import { applySettings } from './settings.ts';

/** Name of the one part that a fact reads and writes. */
export function partOf(fact: Fact): PartName {
  switch (fact.type) {
    case 'click':
      return dayPartName(dayOf(fact.at));
    case 'progress':
      return 'progress';
    case 'membership':
      return 'memberships';
    case 'question':
    case 'answer':
      return 'posts';
    case 'itemGrade':
    case 'courseGrade':
      return 'grades';
    case 'consent':
    case 'goal':
    case 'selection':
    case 'questionnaire':
    case 'week':
    case 'expiry':
      return 'settings';
  }
}

/**
 * When a fact happened; null for a grade without a time, which always counts. An as-of computation drops the
 * facts later than its time *before* they are applied (architecture: "Values").
 */
export function factTime(fact: Fact): Micros | null {
  return fact.type === 'membership' ? fact.startAt : fact.at;
}

/**
 * Joins a fact into the part `partOf` names, in place. Idempotent and commutative.
 *
 * @returns whether the part changed
 * @throws TypeError when the part is of another kind than the fact's (a broken invariant of the caller)
 */
export function applyFact(part: Part, fact: Fact): boolean {
  switch (fact.type) {
    case 'click':
      if (part.kind === 'day') return applyClick(part, fact);
      break;
    case 'progress':
      if (part.kind === 'progress') return applyProgress(part, fact);
      break;
    case 'membership':
      if (part.kind === 'memberships') return applyMembership(part, fact);
      break;
    case 'question':
      if (part.kind === 'posts') return applyQuestion(part, fact);
      break;
    case 'answer':
      if (part.kind === 'posts') return applyAnswer(part, fact);
      break;
    case 'itemGrade':
      if (part.kind === 'grades') return applyItemGrade(part, fact);
      break;
    case 'courseGrade':
      if (part.kind === 'grades') return applyCourseGrade(part, fact);
      break;
    case 'consent':
    case 'goal':
    case 'selection':
    case 'questionnaire':
    case 'week':
    case 'expiry':
      if (part.kind === 'settings') return applySettings(part, fact);
      break;
  }
  throw new TypeError(`a fact of type ${fact.type} was given a part of kind ${part.kind}`);
}
