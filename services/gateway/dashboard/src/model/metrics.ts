export const METRIC_IDS = [
  'metric_1',
  'metric_2',
  'metric_3',
  'metric_4',
  'metric_5',
  'metric_6',
  'metric_7',
  'metric_8',
  'metric_9',
  'metric_10',
  'metric_11',
  'metric_12',
] as const;
export type MetricId = (typeof METRIC_IDS)[number];

/** How many indicators a learner chooses. */
export const FEWEST_INDICATORS = 3;
export const MOST_INDICATORS = 6;

export type Unit = 'percent' | 'of_ten' | 'hours' | 'days';

/** Why an indicator has no figure, as the gateway names it; one that is not known here is told in general words. */
export type NoFigureReason = 'no_data' | 'no_calibration' | 'not_joinable' | 'no_items' | 'other';
