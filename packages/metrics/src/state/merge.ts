import { progressSupersedes } from '../reducers/rows.ts';
import {
  type DayPart,
  type GradesPart,
  type LearnerState,
  NO_CLICKS,
  type Part,
  type PartName,
  type ProgressPart,
  type Visit,
} from './parts.ts';
import { mergeRegisters, supersedes } from './registers.ts';
import { joinRuns } from './runs.ts';
import { mergeSettings } from './settings.ts';

/** Join of two states of one learner; commutative, associative, idempotent; `erased` absorbs. Inputs are not changed. */
export function mergeStates(a: LearnerState, b: LearnerState): LearnerState {
  if (a.erased || b.erased) return { erased: true };
  const parts = new Map<PartName, Part>(a.parts);
  for (const [name, part] of b.parts) {
    const present = parts.get(name);
    parts.set(name, present === undefined ? part : mergeParts(present, part));
  }
  return { erased: false, parts };
}

/** Join of two parts of one name. @throws TypeError when their kinds (or days) differ */
export function mergeParts(a: Part, b: Part): Part {
  if (a.kind === 'day' && b.kind === 'day' && a.day === b.day) return mergeDays(a, b);
  if (a.kind === 'progress' && b.kind === 'progress') return mergeProgress(a, b);
  if (a.kind === 'grades' && b.kind === 'grades') return mergeGrades(a, b);
  if (a.kind === 'memberships' && b.kind === 'memberships') {
    return { kind: 'memberships', sessions: mergeRegisters(a.sessions, b.sessions) };
  }
  if (a.kind === 'posts' && b.kind === 'posts') {
    return {
      kind: 'posts',
      questions: mergeRegisters(a.questions, b.questions),
      answers: mergeRegisters(a.answers, b.answers),
    };
  }
  if (a.kind === 'settings' && b.kind === 'settings') return mergeSettings(a, b);
  throw new TypeError(`parts of kinds ${a.kind} and ${b.kind} cannot be merged`);
}

function mergeDays(a: DayPart, b: DayPart): DayPart {
  const visits = new Map<string, Visit>();
  for (const source of [a.visits, b.visits]) {
    for (const [key, visit] of source) {
      const clicks = visits.get(key)?.clicks ?? NO_CLICKS;
      visits.set(key, {
        ...visit,
        clicks: clicks.size === 0 ? visit.clicks : new Map([...clicks, ...visit.clicks]),
      });
    }
  }
  return {
    kind: 'day',
    day: a.day,
    visits,
    pageRuns: joinRuns(a.pageRuns, b.pageRuns),
    videoRuns: joinRuns(a.videoRuns, b.videoRuns),
  };
}

function mergeProgress(a: ProgressPart, b: ProgressPart): ProgressPart {
  const rows = new Map(a.rows);
  for (const [key, entry] of b.rows) if (progressSupersedes(entry, rows.get(key))) rows.set(key, entry);
  return { kind: 'progress', rows };
}

function mergeGrades(a: GradesPart, b: GradesPart): GradesPart {
  const course = b.course !== null && supersedes(b.course, a.course) ? b.course : a.course;
  return { kind: 'grades', items: mergeRegisters(a.items, b.items), course };
}
