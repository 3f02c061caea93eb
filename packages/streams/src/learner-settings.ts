import { applyFact, type SettingsFact, type SettingsPart } from '@learning-tracker/metrics';
import type { LearnerSettingsChanged } from './generated/events.ts';
import type { Serde } from './serde/serde.ts';

/** The fact that an event of `learner-settings` tells; null for an interaction, which leaves no state. */
export function settingsFactOf({ at, eventId, change }: LearnerSettingsChanged): SettingsFact | null {
  if ('ConsentChanged' in change) return { type: 'consent', at, eventId, ...change.ConsentChanged };
  if ('GoalSet' in change) return { type: 'goal', at, eventId, ...change.GoalSet };
  if ('IndicatorsSelected' in change) return { type: 'selection', at, eventId, ...change.IndicatorsSelected };
  if ('SrlAnswered' in change) return { type: 'questionnaire', at, eventId, ...change.SrlAnswered };
  if ('WeekOpened' in change) return { type: 'week', at, ...change.WeekOpened };
  if ('SettingsExpired' in change) return { type: 'expiry', at };
  return null;
}

/** Joins encoded events of a learner to what is stored of the learner's settings; `serde` has prepared them. */
export function applySettingsEvents(
  part: SettingsPart,
  events: readonly { readonly bytes: Uint8Array }[],
  serde: Pick<Serde, 'decode'>,
): void {
  for (const { bytes } of events) {
    const event = serde.decode(bytes);
    const fact = event.name === 'LearnerSettingsChanged' ? settingsFactOf(event.value) : null;
    if (fact !== null) applyFact(part, fact);
  }
}
