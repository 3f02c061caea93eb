import { STAFF_TOKEN, type StandIn, startStandIn, TOKEN } from './stand-in-gateway.ts';
import { type StandInLearner, settledLearner, standInLearner } from './stand-in-learner.ts';

/** What the browser tests are run against; they know nothing else of what is behind it. */
export interface TestGateway extends StandIn {
  /** Addresses of pages. */
  readonly pages: {
    readonly learner: string;
    readonly me: string;
    readonly widget: string;
    readonly staff: string;
    readonly wrongToken: string;
    readonly otherLearner: string;
  };
  readonly staffToken: string;
}

/** Starts a gateway of one learner: `new` has chosen nothing, `settled` has been through the first visit. */
export async function startGateway(
  who: 'new' | 'settled',
  change: (learner: StandInLearner) => void = () => {},
  frameAncestors: readonly string[] = [],
): Promise<TestGateway> {
  const learner = who === 'new' ? standInLearner() : settledLearner();
  change(learner);
  const standIn = await startStandIn(learner, frameAncestors);
  const page = (path: string) => `${standIn.url}${path}`;
  return {
    ...standIn,
    staffToken: STAFF_TOKEN,
    pages: {
      learner: page(`/w/${TOKEN}/courses/course-1/learners/me`),
      me: page(`/w/${TOKEN}/`),
      widget: page('/dashboard/#user=d4shb04rd1d&branch=branch-1'),
      staff: page('/staff/'),
      wrongToken: page('/w/wrong/courses/course-1/learners/me'),
      otherLearner: page(`/w/${TOKEN}/courses/course-1/learners/somebody`),
    },
  };
}
