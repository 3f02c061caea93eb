import { METRIC_IDS, type Micros } from '@learning-tracker/metrics';
import {
  type EventLog,
  type LearnerSettingsChanged,
  recordKey,
  type Serde,
  TOPICS,
} from '@learning-tracker/streams';
import { choicesOf, type SyntheticCourse } from '@learning-tracker/synthetic-course';

const HOUR = 3_600_000_000;

/** At most so many hours before the page opens. */
const SPREAD_HOURS = 14 * 24;

/**
 * Puts on the log what learners of a synthetic course chose before its page opens, as gateways would have: so that staff
 * see a cohort, and not one learner.
 *
 * @param deps.except table id of the learner who is left to whoever opens the page
 * @param deps.opensAt epoch microseconds
 */
export async function appendEarlierChoices(deps: {
  readonly engine: { readonly log: Pick<EventLog, 'append'>; readonly serde: Pick<Serde, 'encode'> };
  readonly course: Pick<SyntheticCourse, 'learners'>;
  readonly courseId: string;
  readonly seed: number;
  readonly except: string;
  readonly opensAt: Micros;
}): Promise<void> {
  const { engine, course, courseId, seed, opensAt } = deps;
  const records = course.learners
    .filter(({ tableId }) => tableId !== deps.except)
    .flatMap(({ dashboardId }, n) => {
      const at = opensAt - (1 + ((n * 37) % SPREAD_HOURS)) * HOUR;
      const key = recordKey(courseId, dashboardId);
      return changesOf(seed, dashboardId).map((change, step) => ({
        topic: TOPICS.learnerSettings,
        key,
        value: engine.serde.encode('LearnerSettingsChanged', {
          eventId: `synthetic ${dashboardId} ${step}`,
          ...{ courseId, dashboardId, at: at + step * 60_000_000, actor: 'learner', change },
        }),
      }));
    });
  await engine.log.append(records);
}

function changesOf(seed: number, dashboardId: string): LearnerSettingsChanged['change'][] {
  const choices = choicesOf(seed, dashboardId);
  if (choices === null) return [];
  const metrics = METRIC_IDS.filter((_, n) => choices.indicators.includes(n + 1));
  return [
    { ConsentChanged: { consent: true, followUp: false } },
    ...(choices.goal === null ? [] : [{ GoalSet: { goal: choices.goal } }]),
    ...(metrics.length === 0 ? [] : [{ IndicatorsSelected: { metrics } }]),
    ...(choices.answers.length === 0 ? [] : [{ SrlAnswered: { answers: [...choices.answers] } }]),
  ];
}
