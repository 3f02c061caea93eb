import type { FastifyInstance } from 'fastify';
import { consentQuery, courseOf, learnerOf, namedLearner, unknownLearner } from '../access/addressed.ts';
import { accessOfRequest } from '../access/guard.ts';
import { catalogueDocument } from '../catalogue/catalogue-document.ts';
import { explanationDocument } from '../documents/explanation-document.ts';
import { metricsDocument } from '../documents/metrics-document.ts';
import { settingsDocument } from '../documents/settings-document.ts';
import { whenKnown } from '../figures/when-known.ts';
import { asciiJson } from '../http/ascii-json.ts';
import { pathParameter, queryParameter } from '../http/path-parameter.ts';
import { metricOf, settingsViewOf } from './asked.ts';
import { type LearnerRouteDeps, profileOf, profileQuery, sendDocument, sendTagged } from './context.ts';
import {
  catalogueAnswer,
  describe,
  explanationAnswer,
  languageQuery,
  learnerAnswer,
  meAnswer,
  metricParameter,
  metricsAnswer,
  settingsAnswer,
} from './schemas.ts';

const COURSE = '/v1/courses/:course';
const LEARNER = `${COURSE}/learners/:learner`;

/** Names and sentences of indicators; they tell of nobody, so they need no token. */
export function catalogueRoutes(app: FastifyInstance): void {
  app.get(
    '/v1/catalogue',
    {
      schema: {
        ...describe('Indicators and questionnaire', catalogueAnswer, { query: languageQuery }),
        security: [],
      },
    },
    async (request, reply) =>
      sendDocument(
        request,
        reply,
        catalogueDocument(queryParameter(request, 'lang') ?? 'en'),
        'public, max-age=300',
      ),
  );
}

/** What is told of a learner under `/v1`, by course id and table id or `me`. */
export function v1Routes(app: FastifyInstance, deps: LearnerRouteDeps): void {
  const { directory, answers, figures, settings, clock } = deps;

  app.get('/v1/me', { schema: describe('What the token opens', meAnswer) }, async (request, reply) => {
    const access = accessOfRequest(request);
    const courseIds =
      access.role === 'operator'
        ? await directory.all()
        : access.role === 'staff'
          ? access.courseIds
          : [access.courseId];
    return sendDocument(request, reply, {
      role: access.role,
      courses: courseIds.map((courseId) => ({ courseId, courseName: null })),
    });
  });

  app.get(
    `${COURSE}/catalogue`,
    {
      schema: describe('Indicators and questionnaire of a course', catalogueAnswer, { query: languageQuery }),
    },
    async (request, reply) => {
      const { course } = await courseOf(request, deps);
      const asked = queryParameter(request, 'lang') ?? 'en';
      return sendDocument(request, reply, catalogueDocument(asked, course.config ?? {}));
    },
  );

  app.get(
    LEARNER,
    { schema: describe('Who the learner is', learnerAnswer, { query: consentQuery }) },
    async (request, reply) => {
      const { access, course, learnerId, dashboardId } = await learnerOf(request, deps);
      return sendDocument(request, reply, {
        learnerId,
        dashboardId,
        courseId: course.courseId,
        // Every route of the widget also takes the course's own id as a branch.
        branchId: course.branchId ?? course.courseId,
        courseName: null,
        timeZone: course.config?.timeZone ?? 'UTC',
        role: access.role,
      });
    },
  );

  app.get(
    `${LEARNER}/settings`,
    { schema: describe('What the learner has chosen', settingsAnswer, { query: consentQuery }) },
    async (request, reply) => {
      const learner = await learnerOf(request, deps);
      const view = await settingsViewOf(learner, settings);
      return sendDocument(request, reply, settingsDocument(view, learner.course, clock.now()));
    },
  );

  app.get(
    `${LEARNER}/metrics`,
    {
      schema: describe('The twelve figures', metricsAnswer, { query: { ...profileQuery, ...consentQuery } }),
    },
    // Without a promise where the answer is at hand: this is what dashboards ask for all the time.
    (request, reply) =>
      whenKnown(learnerOf(request, deps), (learner) => {
        const { course, dashboardId } = learner;
        const answer = answers.get({
          course,
          learnerId: namedLearner(learner).learnerId,
          dashboardId,
          profile: profileOf(request, course),
          form: 'v1',
          render: (read, complete) => asciiJson(metricsDocument(read, dashboardId, complete)),
        });
        return whenKnown(answer, (found) => {
          if (found === null) throw unknownLearner();
          return sendTagged(request, reply, found);
        });
      }),
  );

  app.get(
    `${LEARNER}/metrics/:metric/explanation`,
    {
      schema: describe('Why a figure is what it is', explanationAnswer, {
        params: metricParameter,
        query: { ...profileQuery, ...consentQuery },
      }),
    },
    async (request, reply) => {
      const learner = await learnerOf(request, deps);
      const metric = metricOf(pathParameter(request, 'metric'));
      const found = await figures.explanation(
        namedLearner(learner),
        profileOf(request, learner.course),
        metric,
      );
      if (found === null) throw unknownLearner();
      return sendDocument(request, reply, explanationDocument(found.asOf, found.explanation));
    },
  );
}
