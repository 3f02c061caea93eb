import type { Explanation, Micros, Part } from '@learning-tracker/metrics';
import { type DayFigures, readablePart } from '@learning-tracker/storage';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';
import type { LearnerFigures } from '../figures/figures-reader.ts';
import type { JsonField } from '../http/json-chunks.ts';
import { rfc3339 } from '../http/rfc3339.ts';
import { explanationDocument } from './explanation-document.ts';
import { historyDayDocument } from './history-document.ts';
import { metricsDocument } from './metrics-document.ts';
import type { settingsDocument } from './settings-document.ts';

/** Figures of one profile, each with its explanation. */
export interface ExplainedFigures {
  readonly figures: LearnerFigures;
  readonly complete: boolean;
  readonly explanations: readonly { readonly asOf: Micros | null; readonly explanation: Explanation }[];
}

/** All that is held of one learner in one course. */
export interface OwnData {
  readonly writtenAt: Micros;
  readonly courseId: string;
  readonly learnerId: string | null;
  readonly dashboardId: string | null;
  readonly email: string | null;
  readonly settings: ReturnType<typeof settingsDocument>;
  readonly events: readonly LearnerSettingsChanged[];
  readonly figures: readonly ExplainedFigures[];
  readonly history: readonly DayFigures[];
  /** Parts of the state, under whichever of the two ids they stand. */
  readonly parts: readonly (readonly [string, Part])[];
}

/** Answer of `GET /v1/me/export`. */
export function ownDataDocument(data: OwnData): Readonly<Record<string, JsonField>> {
  const { courseId, learnerId, dashboardId, email, settings } = data;
  return {
    writtenAt: { value: rfc3339(data.writtenAt) },
    courseId: { value: courseId },
    learnerId: { value: learnerId },
    dashboardId: { value: dashboardId },
    email: { value: email },
    settings: { value: settings },
    settingsEvents: { entries: mapped(data.events, eventDocument) },
    figures: {
      entries: mapped(data.figures, ({ figures, complete, explanations }) => ({
        ...metricsDocument(figures, dashboardId, complete),
        explanations: explanations.map(({ asOf, explanation }) => explanationDocument(asOf, explanation)),
      })),
    },
    history: { entries: mapped(data.history, historyDayDocument) },
    state: {
      entries: mapped(data.parts, ([part, content]) => ({ part, content: readablePart(content, rfc3339) })),
    },
  };
}

/** The change under the name that the log has for it. */
function eventDocument({ at, actor, change }: LearnerSettingsChanged) {
  return { at: rfc3339(at), actor, change };
}

/** One after the other, when asked for. */
function* mapped<T, R>(values: Iterable<T>, map: (value: T) => R): Generator<R> {
  for (const value of values) yield map(value);
}
