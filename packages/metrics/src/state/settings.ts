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
  return {
    kind: 'settings',
    consent: newest(a.consent, b.consent),
    goal: newest(a.goal, b.goal),
    selection: newest(a.selection, b.selection),
    questionnaires,
    opened: b.opened !== null && isNewerWeek(b.opened, a.opened) ? b.opened : a.opened,
  };
}

function newest<V>(a: Choice<V> | null, b: Choice<V> | null): Choice<V> | null {
  return b !== null && prevails(b, a) ? b : a;
}
