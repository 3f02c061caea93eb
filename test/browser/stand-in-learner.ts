import { METRIC_IDS, type MetricId } from '@learning-tracker/metrics';

/** A figure as `/v1` gives it; what is not said is null or false. */
export interface StandInFigure {
  value: number | null;
  scaled_value: number | null;
  absolute_value: number | null;
  total: number | null;
  reason: string | null;
  dueSoFar: number | null;
  progressOnly: boolean;
  provisional: boolean;
}

export interface StandInLearner {
  consent: boolean | null;
  followUp: boolean;
  email: string | null;
  goal: string | null;
  selectedMetrics: MetricId[];
  srlAnswers: string[] | null;
  updateGoal: boolean;
  updateIndicators: boolean;
  openedWeek: string | null;
  nextRolloverAt: string | null;
  /** Null: no export has named the learner. */
  metrics: Record<MetricId, StandInFigure> | null;
  exportedUpTo: string;
  processedAt: string;
  complete: boolean;
  history: Partial<Record<MetricId, { day: string; value: number | null; calibrationVersion: number }[]>>;
}

export function figure(fields: Partial<StandInFigure>): StandInFigure {
  return {
    value: null,
    scaled_value: null,
    absolute_value: null,
    total: null,
    reason: null,
    dueSoFar: null,
    progressOnly: false,
    provisional: false,
    ...fields,
  };
}

function share(done: number, total: number, due: number): StandInFigure {
  const percent = (100 * done) / total;
  return figure({
    value: Math.round(percent),
    scaled_value: Math.round(percent * 10) / 100,
    absolute_value: done,
    total,
    dueSoFar: due,
  });
}

/** A learner whom the exports name but who has chosen nothing. */
export function standInLearner(): StandInLearner {
  return {
    consent: null,
    followUp: false,
    email: null,
    goal: null,
    selectedMetrics: [],
    srlAnswers: null,
    updateGoal: false,
    updateIndicators: false,
    openedWeek: null,
    nextRolloverAt: '2026-11-29T19:00:00Z',
    metrics: {
      metric_1: figure({ value: 34, scaled_value: 3.42 }),
      metric_2: figure({ value: 6.3, scaled_value: 6.31, provisional: true }),
      metric_3: figure({ value: 81, scaled_value: 8.1 }),
      metric_4: figure({ value: 12.4, scaled_value: 5.72, provisional: true }),
      metric_5: figure({ value: -1.5, scaled_value: 10, dueSoFar: 46 }),
      metric_6: figure({ value: 2.3, scaled_value: 3.29, dueSoFar: 41 }),
      metric_7: share(41, 96, 52),
      metric_8: share(3, 8, 4),
      metric_9: share(2, 6, 3),
      metric_10: share(18, 30, 16),
      metric_11: share(15, 42, 23),
      metric_12: figure({ reason: 'no_data' }),
    },
    exportedUpTo: '2026-11-26T23:59:59.000000Z',
    processedAt: '2026-11-27T03:12:08.120000Z',
    complete: true,
    history: Object.fromEntries(METRIC_IDS.map((id, index) => [id, historyOf(index)])),
  };
}

/** Six weeks up to the day of the newest export, with a day left out. */
function historyOf(index: number) {
  return Array.from({ length: 42 }, (_, day) => ({
    day: new Date(Date.UTC(2026, 9, 16 + day)).toISOString().slice(0, 10),
    value: Math.round((day * (index + 3) * 3) / 10 + 4 * Math.sin(day / 3)) / 4,
    calibrationVersion: day < 20 ? 3 : 4,
  })).filter((_, day) => day !== 25);
}

/** The same learner after the first visit. */
export function settledLearner(): StandInLearner {
  return {
    ...standInLearner(),
    consent: true,
    goal: 'Finish the assignments of each week before Sunday, and answer at least one question in the discussions.',
    selectedMetrics: ['metric_2', 'metric_4', 'metric_5', 'metric_7', 'metric_9', 'metric_12'],
  };
}
