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

/** Why a metric has no figure. `no_items`: 7 to 11 with a denominator of 0. */
export type NoFigureReason = 'no_data' | 'no_calibration' | 'not_joinable' | 'no_items';

/** One metric of one learner. Null where there is no figure; `reason` then says why. */
export interface Figure {
  /** The number in the learner's sentence, in `unit`. */
  readonly value: number | null;
  /** A count, where one applies. */
  readonly absolute: number | null;
  /** The denominator of the count (7 to 11). */
  readonly total: number | null;
  /** 0 to 10 on the radar (under `lak21` possibly more). */
  readonly scaled: number | null;
  /** The unrounded figure behind value and scaled. */
  readonly raw: number | null;
  readonly reason: NoFigureReason | null;
  /** 7 to 11: items whose week has begun at `asOf`; 5 and 6: the number of rows. */
  readonly dueSoFar: number | null;
  /** Metric 4: there was no click, the presence comes from progress times alone. */
  readonly progressOnly?: true;
}

export type Unit = 'percent' | 'of_ten' | 'hours' | 'days';

export type Figures = Readonly<Record<MetricId, Figure>>;

/** The maximum a metric is scaled against, and where it came from. */
export interface Scale {
  /** In the profile's own figure: index (metric 2), minutes (metric 4). */
  readonly maximum: number;
  readonly source: 'fixed' | 'previous' | 'present';
  /** Taken from the present cohort, so that it still moves. */
  readonly provisional: boolean;
  /** How many learners' figures it was computed from; 0 when fixed. */
  readonly learners: number;
}

/** One version of a course's calibration, for one profile. A missing scale: no source was left. */
export interface Calibration {
  /** 0 before the first computed one. */
  readonly version: number;
  readonly metric_2: Scale | null;
  readonly metric_4: Scale | null;
}
