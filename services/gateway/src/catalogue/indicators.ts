import type { MetricId, Unit } from '@learning-tracker/metrics';

export interface Indicator {
  readonly name: string;
  readonly unit: Unit;
}

/** What each indicator is called and measured in (metrics.md); in English, as the widget document has it. */
export const CATALOGUE: Readonly<Record<MetricId, Indicator>> = {
  metric_1: { name: 'Content revision', unit: 'percent' },
  metric_2: { name: 'Engagement in discussions', unit: 'of_ten' },
  metric_3: { name: 'Productivity', unit: 'percent' },
  metric_4: { name: 'Online presence', unit: 'hours' },
  metric_5: { name: 'Timing of starting activities', unit: 'days' },
  metric_6: { name: 'Timing of completing activities', unit: 'days' },
  metric_7: { name: 'Completed course activities', unit: 'percent' },
  metric_8: { name: 'Submitted discussion prompts', unit: 'percent' },
  metric_9: { name: 'Completed graded assignments', unit: 'percent' },
  metric_10: { name: 'Completed reading assignments', unit: 'percent' },
  metric_11: { name: 'Completed videos', unit: 'percent' },
  metric_12: { name: 'Current course grade', unit: 'percent' },
};
