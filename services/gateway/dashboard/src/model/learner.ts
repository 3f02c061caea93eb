import type { MetricId, NoFigureReason, Unit } from './metrics.ts';

/** One indicator of a learner as the gateway gives it. Null: not given, or no figure. */
export interface Figure {
  readonly value: number | null;
  readonly absolute: number | null;
  readonly total: number | null;
  /** 0 to 10, drawn on the radar. */
  readonly scaled: number | null;
  readonly reason: NoFigureReason | null;
  /** 7 to 11: items that should be done by now; 5 and 6: the number of activities behind the mean. */
  readonly dueSoFar: number | null;
  readonly progressOnly: boolean;
  /** Scaled against the present cohort, so that it still moves. */
  readonly provisional: boolean;
}

export type Figures = Readonly<Record<MetricId, Figure>>;

/** The times of the data, RFC 3339. Null: nothing exported yet. */
export interface DataTimes {
  readonly exportedUpTo: string | null;
  readonly processedAt: string | null;
  /** False while the server still works through records. */
  readonly complete: boolean;
}

export interface Settings {
  /** Null: not asked yet. */
  readonly consent: boolean | null;
  readonly followUp: boolean;
  readonly goal: string | null;
  readonly selected: readonly MetricId[];
  readonly srlAnswered: boolean;
  readonly mayChangeGoal: boolean;
  readonly mayChangeIndicators: boolean;
  /** When the next change opens (RFC 3339); null where it is not known or there is none. */
  readonly nextChangeAt: string | null;
}

/** Whom the page is about, and who looks. */
export interface Person {
  readonly courseName: string | null;
  /** False for staff, who see but do not choose, and for a learner whose dashboard id is not known yet. */
  readonly mayChoose: boolean;
  readonly ownPage: boolean;
}

/** Everything of a learner at one moment. `figures` null: no export has named the learner yet. */
export interface LearnerRecord {
  readonly person: Person;
  readonly settings: Settings;
  readonly figures: Figures | null;
  /** Null where the routes in use do not tell (Coursera widget). */
  readonly times: DataTimes | null;
}

export interface CatalogueEntry {
  readonly id: MetricId;
  readonly name: string;
  readonly description: string;
  readonly unit: Unit;
  /** `XXX` stands for the value, `YYY` for the absolute value. */
  readonly sentence: string;
  /** For a value below zero; `XXX` is then its amount. */
  readonly negativeSentence: string | null;
}

export interface Questionnaire {
  readonly min: number;
  readonly max: number;
  readonly minLabel: string;
  readonly maxLabel: string;
  readonly statements: readonly string[];
}

export interface Catalogue {
  readonly language: string;
  readonly indicators: readonly CatalogueEntry[];
  readonly questionnaire: Questionnaire;
}

export interface ExplanationStep {
  readonly label: string;
  readonly value: string;
}

export interface Explanation {
  /** One plain sentence. */
  readonly text: string;
  readonly steps: readonly ExplanationStep[];
  readonly expression: string | null;
  readonly raw: number | null;
  readonly profile: string;
  readonly calibrationVersion: number;
  readonly asOf: string | null;
}

export interface HistoryDay {
  /** A UTC day, `2026-11-27`. */
  readonly day: string;
  readonly value: number | null;
  readonly scaled: number | null;
  readonly calibrationVersion: number;
}

/** What a learner may decide (widget-api.md). */
export type Change =
  | { readonly kind: 'consent'; readonly consent: false }
  | {
      readonly kind: 'consent';
      readonly consent: true;
      readonly followUp: boolean;
      readonly email: string;
    }
  | { readonly kind: 'goal'; readonly goal: string }
  | { readonly kind: 'selection'; readonly selected: readonly MetricId[] }
  | { readonly kind: 'questionnaire'; readonly answers: readonly number[] };
