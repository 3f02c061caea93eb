import type { MetricId } from '@learning-tracker/metrics';

/** A learner's own choices in a course, as the widget shows them. */
export interface LearnerSettings {
  /** Null: not asked yet. */
  readonly consent: boolean | null;
  readonly SRL_quest: boolean;
  readonly goal: string | null;
  /** Empty, or 3 to 6. */
  readonly selected_metrics: readonly MetricId[];
  readonly update_goal_flag: boolean;
  readonly update_indicators_flag: boolean;
}

/** The settings of a learner who has chosen nothing. */
export function initialSettings(): LearnerSettings {
  return {
    consent: null,
    SRL_quest: false,
    goal: null,
    selected_metrics: [],
    update_goal_flag: false,
    update_indicators_flag: false,
  };
}
