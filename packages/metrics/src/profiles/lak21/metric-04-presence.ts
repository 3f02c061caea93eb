import { roundHalfEven } from '../../rounding.ts';
import { presenceSessions } from '../../state/presence.ts';
import { type Micros, SECOND } from '../../time.ts';
import { divide, sum, value } from '../expression.ts';
import type { Metric } from '../metric.ts';
import type { StudyLearner } from './learner.ts';

const SECONDS_A_DAY = 86_400;

/** Page visits and progress times; whole seconds of each session modulo 24 h, those of more than 5. */
export const metric4: Metric<StudyLearner> = {
  id: 'metric_4',
  unit: 'hours',
  measure(learner) {
    const sessions = presence(learner);
    const seconds = sessions.reduce((total, session) => total + session.seconds, 0);
    return {
      reason: null,
      arithmetic: divide(
        'hours',
        sum(
          'seconds',
          sessions.map((session) => value('session', session.seconds)),
        ),
        value('seconds a minute', 60),
        value('minutes an hour', 60),
      ),
      basis: seconds / 60,
      sentence: () => `${sessions.length} sessions of more than 5 whole seconds.`,
      evidence: () =>
        sessions.map(({ at, until, seconds: length }) => ({ label: 'session', at, until, value: length })),
    };
  },
  present(hours, { scale }, { basis = 0 }) {
    return {
      value: roundHalfEven(hours, 1),
      scaled: scale === null ? 0 : roundHalfEven((basis * 10) / scale.maximum, 2),
    };
  },
};

function presence(learner: StudyLearner): { at: Micros; until: Micros; seconds: number }[] {
  const runs = presenceSessions(learner.view.days, learner.view.progress, false);
  const sessions = [];
  for (let i = 0; i + 1 < runs.length; i += 2) {
    const [at, until] = [runs[i] ?? 0, runs[i + 1] ?? 0];
    const seconds = Math.floor((until - at) / SECOND) % SECONDS_A_DAY;
    if (seconds > 5) sessions.push({ at, until, seconds });
  }
  return sessions;
}
