import { changeRequest } from './change-request.ts';
import type { Http } from './http.ts';
import type { LearnerSource } from './learner-source.ts';
import { readCatalogue, readWidgetFigures, readWidgetSettings } from './readers.ts';
import { catalogueSchema, successSchema, widgetSchema } from './schemas.ts';

/** A learner by the widget routes alone, as inside Coursera: no history, no explanation, no stream. */
export function createWidgetSource(
  http: Http,
  at: { readonly user: string; readonly branch: string },
): LearnerSource {
  const to = `${encodeURIComponent(at.user)}/${encodeURIComponent(at.branch)}`;
  return {
    async load() {
      const answer = await http.get(`/learner_data/${to}`, widgetSchema);
      return {
        person: { courseName: null, ownPage: true, mayChoose: true },
        settings: readWidgetSettings(answer),
        figures: readWidgetFigures(answer),
        times: null,
      };
    },
    async catalogue(language) {
      return readCatalogue(
        await http.get(`/v1/catalogue?lang=${encodeURIComponent(language)}`, catalogueSchema),
      );
    },
    async change(change) {
      const { route, body } = changeRequest(change);
      await http.post(`/learner_data/${route}/${to}`, body, successSchema);
    },
    details: null,
    stream: null,
    ownData: null,
  };
}
