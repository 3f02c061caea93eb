import type {
  AnswerFact,
  CourseGradeFact,
  ItemGradeFact,
  MembershipFact,
  ProgressFact,
  QuestionFact,
} from '../facts.ts';
import type { GradesPart, MembershipsPart, PostsPart, ProgressEntry, ProgressPart } from '../state/parts.ts';
import { progressKey } from '../state/parts.ts';
import { supersedes, writeRegister } from '../state/registers.ts';

/** At equal versions the greater count wins, so that a row beats a tombstone (count 0). */
export function progressSupersedes(candidate: ProgressEntry, present: ProgressEntry | undefined): boolean {
  if (present === undefined) return true;
  if (candidate.version !== present.version) return candidate.version > present.version;
  return candidate.count > present.count;
}

export function applyProgress(part: ProgressPart, fact: ProgressFact): boolean {
  const entry: ProgressEntry = {
    itemId: fact.itemId,
    state: fact.state,
    at: fact.at,
    version: fact.version,
    count: fact.deleted ? 0 : fact.count,
  };
  const key = progressKey(fact);
  if (!progressSupersedes(entry, part.rows.get(key))) return false;
  part.rows.set(key, entry);
  return true;
}

export function applyMembership(part: MembershipsPart, fact: MembershipFact): boolean {
  const value = fact.deleted ? null : { startAt: fact.startAt, endAt: fact.endAt };
  return writeRegister(part.sessions, fact.sessionId, { version: fact.version, value });
}

export function applyQuestion(part: PostsPart, fact: QuestionFact): boolean {
  const value = fact.deleted ? null : { at: fact.at };
  return writeRegister(part.questions, fact.questionId, { version: fact.version, value });
}

export function applyAnswer(part: PostsPart, fact: AnswerFact): boolean {
  const value = fact.deleted ? null : { questionId: fact.questionId, at: fact.at };
  return writeRegister(part.answers, fact.answerId, { version: fact.version, value });
}

export function applyItemGrade(part: GradesPart, fact: ItemGradeFact): boolean {
  const value = fact.deleted ? null : { grade: fact.grade, at: fact.at };
  return writeRegister(part.items, fact.itemId, { version: fact.version, value });
}

export function applyCourseGrade(part: GradesPart, fact: CourseGradeFact): boolean {
  const register = {
    version: fact.version,
    value: fact.deleted ? null : { overall: fact.overall, at: fact.at },
  };
  if (!supersedes(register, part.course)) return false;
  part.course = register;
  return true;
}
