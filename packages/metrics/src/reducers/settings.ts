import type { SettingsFact } from '../facts.ts';
import type { Choice, SettingsPart } from '../state/parts.ts';
import { dropExpired, isNewerWeek, prevails } from '../state/settings.ts';

/** Never refuses: whether a change is allowed is decided before it becomes a fact (widget-api.md). */
export function applySettings(part: SettingsPart, fact: SettingsFact): boolean {
  if (fact.type !== 'week' && part.expiredAt !== null && fact.at <= part.expiredAt) return false;
  switch (fact.type) {
    case 'consent': {
      const choice = choiceOf(fact, { consent: fact.consent, followUp: fact.followUp });
      if (!prevails(choice, part.consent)) return false;
      part.consent = choice;
      return true;
    }
    case 'goal': {
      const choice = choiceOf(fact, fact.goal);
      if (!prevails(choice, part.goal)) return false;
      part.goal = choice;
      return true;
    }
    case 'selection': {
      const choice = choiceOf(fact, fact.metrics);
      if (!prevails(choice, part.selection)) return false;
      part.selection = choice;
      return true;
    }
    case 'questionnaire': {
      const choice = choiceOf(fact, fact.answers);
      if (!prevails(choice, part.questionnaires.get(fact.eventId))) return false;
      part.questionnaires.set(fact.eventId, choice);
      return true;
    }
    case 'week': {
      const opened = { week: fact.week, at: fact.at };
      if (!isNewerWeek(opened, part.opened)) return false;
      part.opened = opened;
      return true;
    }
    case 'expiry':
      part.expiredAt = fact.at;
      dropExpired(part);
      return true;
  }
}

function choiceOf<V>({ at, eventId }: { at: number; eventId: string }, value: V): Choice<V> {
  return { at, eventId, value };
}
