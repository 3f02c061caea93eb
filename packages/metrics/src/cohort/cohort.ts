import { type Figures, METRIC_IDS, type MetricId } from '../figures.ts';
import type { SettingsView } from '../settings-view.ts';
import { type CohortDistribution, distributionOf } from './distribution.ts';
import { SMALLEST_GROUP, type ToldCount, toldCount } from './suppression.ts';

/** What a cohort looks like at one moment. Groups of 1 to 4 learners are null, and what would tell of them too. */
export interface CohortSummary {
  /** Learners with figures, whether they count or not. */
  readonly learners: ToldCount;
  /** Learners who count. Null: fewer than five, and then nothing else is told. */
  readonly counted: ToldCount;
  /** Null: fewer than five have a figure. */
  readonly distributions: Readonly<Record<MetricId, CohortDistribution | null>>;
  /** How many have chosen each indicator. */
  readonly selections: Readonly<Record<MetricId, ToldCount>>;
  readonly goalsSet: ToldCount;
  readonly srlAnswered: ToldCount;
}

export type CohortChoices = Pick<SettingsView, 'goal' | 'selection' | 'questionnaires'>;

/** Takes in the learners who count, each at most once, figures and choices apart and in any order. */
export interface CohortCounter {
  addFigures(figures: Figures): void;
  addChoices(choices: CohortChoices): void;
  finish(whole: { readonly learners: number; readonly counted: number }): CohortSummary;
}

/** Keeps one number for each figure, since quantiles need them all, and no state. */
export function createCohortCounter(): CohortCounter {
  const scaled = byMetric((): number[] => []);
  const selected = byMetric(() => 0);
  let goals = 0;
  let answered = 0;
  return {
    addFigures(figures) {
      for (const id of METRIC_IDS) {
        const figure = figures[id].scaled;
        if (figure !== null) scaled[id].push(figure);
      }
    },
    addChoices({ goal, selection, questionnaires }) {
      if (goal !== null) goals += 1;
      if (questionnaires > 0) answered += 1;
      for (const id of new Set(selection)) selected[id] += 1;
    },
    finish({ learners, counted }) {
      const isTold = counted >= SMALLEST_GROUP;
      const within = (count: number) => (isTold ? toldCount(count, counted) : null);
      return {
        learners: isTold ? toldCount(learners, counted) : learners < SMALLEST_GROUP ? null : learners,
        counted: isTold ? counted : null,
        distributions: byMetric((id) => (isTold ? distributionOf(scaled[id], counted) : null)),
        selections: byMetric((id) => within(selected[id])),
        goalsSet: within(goals),
        srlAnswered: within(answered),
      };
    },
  };
}

function byMetric<V>(of: (id: MetricId) => V): Record<MetricId, V> {
  return Object.fromEntries(METRIC_IDS.map((id) => [id, of(id)])) as Record<MetricId, V>;
}
