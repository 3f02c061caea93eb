import type { MetricId } from '@learning-tracker/metrics';

/** What dashboards say of an indicator. In sentences `XXX` is the value and `YYY` the absolute value. */
export interface IndicatorWords {
  readonly name: string;
  readonly description: string;
  readonly sentence: string;
  /** For values below 0; metrics 5 and 6. */
  readonly negativeSentence?: string;
}

/** One language of the catalogue. */
export interface Language {
  readonly indicators: Readonly<Record<MetricId, IndicatorWords>>;
  readonly questionnaire: {
    readonly minLabel: string;
    readonly maxLabel: string;
    /** 24: goal setting (5), planning (5), evaluation (5), time management (5), help seeking (4). */
    readonly statements: readonly string[];
  };
}
