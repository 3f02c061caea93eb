import type * as z from 'zod/mini';
import { byMetric } from '../model/by-metric.ts';
import type { Cohort } from '../model/cohort.ts';
import type { Catalogue, Explanation, Figures, Settings } from '../model/learner.ts';
import type {
  catalogueSchema,
  cohortSchema,
  explanationSchema,
  metricsSchema,
  settingsSchema,
  widgetSchema,
} from './schemas.ts';

/** From the gateway's names to the pages' own. */

export function readCatalogue(answer: z.output<typeof catalogueSchema>): Catalogue {
  return {
    language: answer.language,
    indicators: answer.indicators.map((entry) => ({
      ...entry,
      negativeSentence: entry.negativeSentence ?? null,
    })),
    questionnaire: { ...answer.srl.scale, statements: answer.srl.statements },
  };
}

export function readFigures(answer: z.output<typeof metricsSchema>): Figures {
  return byMetric((id) => {
    const entry = answer.metrics[id];
    return {
      value: entry.value,
      absolute: entry.absolute_value,
      total: entry.total,
      scaled: entry.scaled_value,
      reason: entry.reason,
      dueSoFar: entry.dueSoFar,
      progressOnly: entry.progressOnly,
      provisional: entry.provisional,
    };
  });
}

export function readSettings(answer: z.output<typeof settingsSchema>): Settings {
  return {
    consent: answer.consent,
    followUp: answer.followUp,
    goal: answer.goal,
    selected: answer.selectedMetrics,
    srlAnswered: answer.srlAnswered,
    mayChangeGoal: answer.updateGoal,
    mayChangeIndicators: answer.updateIndicators,
    nextChangeAt: answer.nextRolloverAt ?? null,
  };
}

/** A widget document tells neither totals nor times, and shows an absent figure as 0. */
export function readWidgetFigures(answer: z.output<typeof widgetSchema>): Figures {
  return byMetric((id) => {
    const { value, absolute_value, scaled_value } = answer.metrics[id];
    return {
      value,
      absolute: typeof absolute_value === 'number' ? absolute_value : null,
      total: null,
      scaled: scaled_value,
      reason: null,
      dueSoFar: null,
      progressOnly: false,
      provisional: false,
    };
  });
}

export function readWidgetSettings(answer: z.output<typeof widgetSchema>): Settings {
  return {
    consent: answer.consent,
    followUp: false,
    goal: answer.goal,
    selected: answer.selected_metrics,
    srlAnswered: answer.SRL_quest,
    mayChangeGoal: answer.update_goal_flag,
    mayChangeIndicators: answer.update_indicators_flag,
    nextChangeAt: null,
  };
}

export function readExplanation(answer: z.output<typeof explanationSchema>): Explanation {
  return { ...answer, steps: answer.steps.map(({ label, value }) => ({ label, value: String(value) })) };
}

export function readCohort(answer: z.output<typeof cohortSchema>): Cohort {
  return {
    ...answer,
    distributions: byMetric((id) => {
      const distribution = answer.distributions[id];
      return 'suppressed' in distribution ? null : distribution;
    }),
  };
}
