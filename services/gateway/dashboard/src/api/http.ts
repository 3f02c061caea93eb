import type * as z from 'zod/mini';
import { kindOfStatus, Problem } from './problem.ts';

/** After this long without an answer the server counts as unreachable. */
const TIMEOUT_MS = 15_000;

export interface HttpOptions {
  /** Put before every path: nothing, or `/w/{token}`. */
  readonly base: string;
  /** Staff send their token in a header; a learner's is in the path. */
  readonly bearer?: string;
  readonly fetch: typeof fetch;
}

/** Calls of the gateway. Every method throws a `Problem` and nothing else. */
export interface Http {
  /** An unchanged answer (304) gives what was read before. */
  get<T>(path: string, schema: z.ZodMiniType<T>): Promise<T>;
  post<T>(path: string, body: unknown, schema: z.ZodMiniType<T>): Promise<T>;
  /** The answer as it comes, for a stream; no time-out but the signal's. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>;
  /** Where a link to a path leads; it carries no token but that of the base. */
  address(path: string): string;
}

export function createHttp(options: HttpOptions): Http {
  const kept = new Map<string, { readonly etag: string; readonly body: unknown }>();

  async function send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (options.bearer !== undefined) headers.set('authorization', `Bearer ${options.bearer}`);
    let answer: Response;
    try {
      answer = await options.fetch(`${options.base}${path}`, {
        ...init,
        headers,
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      });
    } catch (error) {
      throw new Problem('unreachable', 'The server does not answer.', error);
    }
    if (answer.ok || answer.status === 304) return answer;
    throw new Problem(kindOfStatus(answer.status), `The server answered ${answer.status}.`);
  }

  return {
    async get(path, schema) {
      const known = kept.get(path);
      const answer = await send(path, {
        headers: known === undefined ? {} : { 'if-none-match': known.etag },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (answer.status === 304 && known !== undefined) return parse(known.body, schema);
      const body = await bodyOf(answer);
      const etag = answer.headers.get('etag');
      if (etag !== null) kept.set(path, { etag, body });
      return parse(body, schema);
    },
    async post(path, body, schema) {
      const answer = await send(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return parse(await bodyOf(answer), schema);
    },
    open: (path, headers, signal) => send(path, { headers, signal }),
    address: (path) => `${options.base}${path}`,
  };
}

async function bodyOf(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (error) {
    throw new Problem('unreachable', 'The answer broke off.', error);
  }
}

function parse<T>(body: unknown, schema: z.ZodMiniType<T>): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Problem('unreadable', 'The answer has another form than agreed.', parsed.error);
}
