import type { z } from 'zod';
import { ExportApiError, isLimit, isOutcomeUnknown } from './failures.ts';
import type { Http, HttpRequest } from './http/http.ts';
import { answersRequest, type ExportApi, type ExportJob, type ExportRequest, scopeText } from './model.ts';
import type { TokenSource } from './oauth/tokens.ts';
import { answers, requestBody } from './wire.ts';

export const COURSERA_API_URL = 'https://www.coursera.org/api/';

export interface ExportApiDeps {
  readonly http: Http;
  readonly tokens: TokenSource;
  /** Root of the API (default Coursera's). */
  readonly apiUrl?: string;
}

/** A client of the export API; makes no request by itself. */
export function createExportApi({ http, tokens, apiUrl = COURSERA_API_URL }: ExportApiDeps): ExportApi {
  const root = apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`;
  const at = (path: string, query: Readonly<Record<string, string>> = {}): URL => {
    const url = new URL(path, root);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };

  /** A token that the server does not take any more is renewed once. */
  async function authorized(request: HttpRequest): Promise<string> {
    const token = await tokens.current();
    try {
      return await send(request, token);
    } catch (error) {
      if (!(error instanceof ExportApiError) || error.code !== 'EXPORT_API_UNAUTHORIZED') throw error;
      return send(request, await tokens.renew(token, error));
    }
  }

  function send(request: HttpRequest, token: string): Promise<string> {
    const headers = { accept: 'application/json', ...request.headers, authorization: `Bearer ${token}` };
    return http.send({ ...request, headers });
  }

  async function ask<T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> {
    return parsed(await authorized(request), schema, request);
  }

  async function jobs(): Promise<readonly ExportJob[]> {
    return ask({ method: 'GET', url: at('onDemandExports.v2/', { q: 'my' }) }, answers.jobs);
  }

  async function create(request: ExportRequest): Promise<ExportJob> {
    const post: HttpRequest = {
      method: 'POST',
      url: at('onDemandExports.v2/'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestBody(request)),
      isWorthRetrying: isLimit,
    };
    return only(await ask(post, answers.jobs), post);
  }

  return {
    jobs,
    async request(request, isKnown = () => false) {
      const before = new Set((await jobs()).map(({ id }) => id));
      const isMade = (job: ExportJob) =>
        !before.has(job.id) && !isKnown(job.id) && answersRequest(job, request);
      let mayBeMade = false;
      return http.retrying(async () => {
        const made = mayBeMade ? (await jobs()).find(isMade) : undefined;
        mayBeMade = true;
        return made ?? create(request);
      }, isOutcomeUnknown);
    },
    async job(id) {
      const get: HttpRequest = { method: 'GET', url: at(`onDemandExports.v2/${encodeURIComponent(id)}`) };
      return only(await ask(get, answers.jobs), get);
    },
    clickstreamLinks(scope, days) {
      const range = days === undefined ? {} : { startDate: days.start, endDate: days.end };
      const query = { action: 'generateLinks', scope: scopeText(scope), ...range };
      return ask({ method: 'POST', url: at('clickstreamExportsDownload.v1/', query) }, answers.links);
    },
    async courseId(slug) {
      const get: HttpRequest = { method: 'GET', url: at('onDemandCourses.v1', { q: 'slug', slug }) };
      return only(await ask(get, answers.courses), get).id;
    },
    async courseSlug(courseId) {
      const get: HttpRequest = {
        method: 'GET',
        url: at(`onDemandCourses.v1/${encodeURIComponent(courseId)}`),
      };
      const { slug } = only(await ask(get, answers.courses), get);
      if (slug === undefined) throw unknownAnswer(get, 'the course has no slug');
      return slug;
    },
  };
}

function parsed<T>(text: string, schema: z.ZodType<T>, request: HttpRequest): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unknownAnswer(request, 'the answer is not JSON', error);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  // The values stay out of the message: links are signed.
  const fields = result.error.issues.map(({ path, code }) => `${path.join('.') || 'answer'}: ${code}`);
  throw unknownAnswer(request, [...new Set(fields)].slice(0, 5).join('; '));
}

function only<T>(elements: readonly T[], request: HttpRequest): T {
  const [element] = elements;
  if (element !== undefined) return element;
  throw new ExportApiError('EXPORT_API_NOT_FOUND', `${nameOf(request)}: nothing of that name`);
}

function unknownAnswer(request: HttpRequest, why: string, cause?: unknown): ExportApiError {
  return new ExportApiError('EXPORT_API_ANSWER_UNKNOWN', `${nameOf(request)}: ${why}`, { cause });
}

function nameOf({ method, url }: HttpRequest): string {
  const slug = url.searchParams.get('slug');
  return `${method} ${url.origin}${url.pathname}${slug === null ? '' : ` (${slug})`}`;
}
