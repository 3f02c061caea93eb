import { METRIC_IDS, type MetricId } from './figures.ts';
import type { Choice, SettingsPart } from './state/parts.ts';
import type { Micros } from './time.ts';

/** A learner's settings as dashboards show them (widget-api.md, learner document). */
export interface SettingsView {
  /** Null: not asked yet. */
  readonly consent: boolean | null;
  /** Whether the learner may be written to. */
  readonly followUp: boolean;
  readonly goal: string | null;
  /** In the learner's order; empty before the first choice. */
  readonly selection: readonly MetricId[];
  /** How often the questionnaire was answered. */
  readonly questionnaires: number;
  /** A week was opened since the goal was set; false before the first goal. */
  readonly goalMayChange: boolean;
  readonly selectionMayChange: boolean;
  /** When the newest opened week was due to open; null before the first. */
  readonly openedAt: Micros | null;
  /** Time of the newest change, an opened week and an expiry included; null where there is none. */
  readonly changedAt: Micros | null;
}

/** Reads a settings part. Pure, so a corrected rule takes effect without a replay. */
export function viewSettings(part: SettingsPart): SettingsView {
  const { consent, goal, selection, questionnaires, opened, expiredAt } = part;
  const mayChange = (choice: Choice<unknown> | null) =>
    choice !== null && opened !== null && opened.at > choice.at;
  const times = [consent, goal, selection, opened, ...questionnaires.values()].flatMap((one) =>
    one === null ? [] : [one.at],
  );
  if (expiredAt !== null) times.push(expiredAt);
  return {
    consent: consent?.value.consent ?? null,
    followUp: consent?.value.consent === true && consent.value.followUp === true,
    goal: goal?.value ?? null,
    selection: knownMetrics(selection?.value ?? []),
    questionnaires: questionnaires.size,
    goalMayChange: mayChange(goal),
    selectionMayChange: mayChange(selection),
    openedAt: opened?.at ?? null,
    changedAt: times.length === 0 ? null : Math.max(...times),
  };
}

/** An id that this release does not know is left out. */
function knownMetrics(ids: readonly string[]): MetricId[] {
  return ids.flatMap((id) => METRIC_IDS.find((known) => known === id) ?? []);
}
