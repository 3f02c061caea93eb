import type { Settings } from './learner.ts';

export const STEPS = ['consent', 'goal', 'indicators'] as const;
export type Step = (typeof STEPS)[number];

/** The first decision that is still to be made; null: the dashboard can be shown. Later visits go on where this one ended. */
export function nextStep(settings: Pick<Settings, 'consent' | 'goal' | 'selected'>): Step | null {
  if (settings.consent === null) return 'consent';
  if (settings.goal === null) return 'goal';
  return settings.selected.length === 0 ? 'indicators' : null;
}
