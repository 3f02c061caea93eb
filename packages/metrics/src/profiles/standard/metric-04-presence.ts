import { hasClick } from '../../learner-view.ts';
import { roundHalfEven } from '../../rounding.ts';
import { presenceSessions } from '../../state/presence.ts';
import { HOUR, MINUTE, type Micros, SECOND } from '../../time.ts';
import { divide, sum, value } from '../expression.ts';
import { type Metric, noFigure } from '../metric.ts';
import type { StandardLearner } from './learner.ts';
import { radar } from './scaling.ts';

/** Sessions this short are a glance, not presence. */
const SHORTEST: Micros = 5 * SECOND;

/**
 * Online presence, hours: exact length of the sessions (gap of more than 30 min starts a new one) over page
 * visits, video events and all progress times of the course, those longer than 5 s.
 */
export const metric4: Metric<StandardLearner> = {
  id: 'metric_4',
  unit: 'hours',
  measure(learner) {
    if (!hasClick(learner.view) && learner.view.progress.length === 0)
      return noFigure('no_data', 'There was neither a click nor progress.');
    const sessions = presence(learner);
    return {
      reason: null,
      arithmetic: divide(
        'hours',
        sum(
          'microseconds',
          sessions.map(([start, end]) => value('session', end - start)),
        ),
        value('microseconds an hour', HOUR),
      ),
      basis: sessions.reduce((length, [start, end]) => length + (end - start), 0) / MINUTE,
      progressOnly: !hasClick(learner.view),
      sentence: () => `${sessions.length} sessions longer than 5 seconds.`,
      evidence: () =>
        sessions.map(([at, until]) => ({ label: 'session', at, until, value: (until - at) / MINUTE })),
    };
  },
  present(hours, { scale }, { basis = 0 }) {
    const value = roundHalfEven(hours, 1);
    if (scale === null) return { value, scaled: null, reason: 'no_calibration' };
    return { value, scaled: radar((basis * 10) / scale.maximum) };
  },
};

function presence(learner: StandardLearner): [Micros, Micros][] {
  const runs = presenceSessions(learner.view.days, learner.view.progress, true);
  const sessions: [Micros, Micros][] = [];
  for (let i = 0; i + 1 < runs.length; i += 2) {
    const [start, end] = [runs[i] ?? 0, runs[i + 1] ?? 0];
    if (end - start > SHORTEST) sessions.push([start, end]);
  }
  return sessions;
}
