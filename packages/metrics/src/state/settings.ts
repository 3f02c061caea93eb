import type { Micros } from '../time.ts';
import type { Choice, OpenedWeek, SettingsPart } from './parts.ts';

/** The order of choices: later, then the greater event id, then the greater bytes (of the value's JSON). */
export function prevails<V>(candidate: Choice<V>, present: Choice<V> | null | undefined): boolean {
  if (present === null || present === undefined) return true;
  if (candidate.at !== present.at) return candidate.at > present.at;
  if (candidate.eventId !== present.eventId) return candidate.eventId > present.eventId;
  return JSON.stringify(candidate.value) > JSON.stringify(present.value);
}

/** The greater week; of one week (its schedule was changed) the later instant. */
export function isNewerWeek(candidate: OpenedWeek, present: OpenedWeek | null): boolean {
  if (present === null) return true;
  if (candidate.week !== present.week) return candidate.week > present.week;
  return candidate.at > present.at;
}

export function mergeSettings(a: SettingsPart, b: SettingsPart): SettingsPart {
  const questionnaires = new Map(a.questionnaires);
  for (const [eventId, answered] of b.questionnaires) {
    if (prevails(answered, questionnaires.get(eventId))) questionnaires.set(eventId, answered);
  }
  const merged: SettingsPart = {
    kind: 'settings',
    consent: newest(a.consent, b.consent),
    goal: newest(a.goal, b.goal),
    selection: newest(a.selection, b.selection),
    questionnaires,
    opened: b.opened !== null && isNewerWeek(b.opened, a.opened) ? b.opened : a.opened,
    expiredAt: later(a.expiredAt, b.expiredAt),
  };
  dropExpired(merged);
  return merged;
}

/**
 * Takes away what was chosen until the expiry. The newest of several choices is dropped only with all older ones, so it
 * does not matter whether this is done before a merge or after.
 */
export function dropExpired(part: SettingsPart): void {
  const { expiredAt } = part;
  if (expiredAt === null) return;
  const lasts = <V>(choice: Choice<V> | null) => (choice !== null && choice.at > expiredAt ? choice : null);
  part.consent = lasts(part.consent);
  part.goal = lasts(part.goal);
  part.selection = lasts(part.selection);
  for (const [eventId, answered] of part.questionnaires) {
    if (lasts(answered) === null) part.questionnaires.delete(eventId);
  }
}

function later(a: Micros | null, b: Micros | null): Micros | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

function newest<V>(a: Choice<V> | null, b: Choice<V> | null): Choice<V> | null {
  return b !== null && prevails(b, a) ? b : a;
}
