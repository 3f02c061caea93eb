import type { SettingsFact } from '@learning-tracker/metrics';
import type { LearnerSettingsChanged } from './generated/events.ts';

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
