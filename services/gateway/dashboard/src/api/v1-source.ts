import type { LearnerRecord } from '../model/learner.ts';
import { changeRequest } from './change-request.ts';
import { createChangeStream } from './change-stream.ts';
import type { Http } from './http.ts';
import type { LearnerSource } from './learner-source.ts';
import { Problem } from './problem.ts';
import { readCatalogue, readExplanation, readFigures, readSettings } from './readers.ts';
import {
  catalogueSchema,
  explanationSchema,
  historySchema,
  learnerSchema,
  metricsSchema,
  settingsSchema,
  successSchema,
} from './schemas.ts';

/** A learner by the `/v1` routes; `learner` is a table id or `me`. Changes go over the widget routes. */
export function createV1Source(
  http: Http,
  at: { readonly course: string; readonly learner: string },
): LearnerSource {
  const course = `/v1/courses/${encodeURIComponent(at.course)}`;
  const path = `${course}/learners/${encodeURIComponent(at.learner)}`;
  // A null answer: no export has named the learner yet, though settings may exist.
  const metrics = () =>
    http.get(`${path}/metrics`, metricsSchema).catch((error: unknown) => {
      if (error instanceof Problem && error.kind === 'missing') return null;
      throw error;
    });

  return {
    async load(): Promise<LearnerRecord> {
      const [person, settings, figures] = await Promise.all([
        http.get(path, learnerSchema),
        http.get(`${path}/settings`, settingsSchema),
        metrics(),
      ]);
      const ownPage = person.role === 'learner';
      return {
        person: {
          courseName: person.courseName ?? null,
          ownPage,
          mayChoose: ownPage && person.dashboardId !== null && person.branchId !== null,
        },
        settings: readSettings(settings),
        figures: figures === null ? null : readFigures(figures),
        times: figures,
      };
    },
    async catalogue(language) {
      const query = `lang=${encodeURIComponent(language)}`;
      return readCatalogue(await http.get(`${course}/catalogue?${query}`, catalogueSchema));
    },
    async change(change) {
      const { dashboardId, branchId } = await http.get(path, learnerSchema);
      if (dashboardId === null || branchId === null) {
        throw new Problem('invalid', 'The dashboard id of this learner is not known yet.');
      }
      const { route, body } = changeRequest(change);
      const to = `${encodeURIComponent(dashboardId)}/${encodeURIComponent(branchId)}`;
      await http.post(`/learner_data/${route}/${to}`, body, successSchema);
    },
    details: {
      explanation: async (metric) =>
        readExplanation(await http.get(`${path}/metrics/${metric}/explanation`, explanationSchema)),
      history: async (metric) => {
        // Before the first daily snapshot there is nothing to be found.
        const { days } = await http
          .get(`${path}/history?metric=${metric}`, historySchema)
          .catch((error: unknown) => {
            if (error instanceof Problem && error.kind === 'missing') return { days: [] };
            throw error;
          });
        return days.map(({ scaled_value, ...day }) => ({ ...day, scaled: scaled_value }));
      },
    },
    stream: createChangeStream(http, `${path}/stream-ticket`),
    ownData: http.address('/v1/me/export'),
  };
}
