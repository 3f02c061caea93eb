import { type Clock, messageOf, retry, type Scheduler, systemScheduler } from '@learning-tracker/runtime';
import { ExportApiError, failureOf, isPassing } from '../failures.ts';
import { retryAfterMs } from './retry-after.ts';

export interface HttpDeps {
  readonly clock: Clock;
  readonly scheduler?: Scheduler;
  /** 0 ≤ x < 1; spreads retries. */
  readonly random?: () => number;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Longest wait for a whole answer (default 60,000). */
  readonly timeoutMs?: number;
  /** How often a request is tried in all (default 5). */
  readonly attempts?: number;
  /** A server that asks for a longer pause is not waited for (default 120,000). */
  readonly longestRetryAfterMs?: number;
  /** Ends all waiting. */
  readonly signal?: AbortSignal;
  /** Told of each request by what came of it: `ok`, or the code of its failure. */
  readonly onAnswer?: (outcome: string) => void;
  /** Told of each pause before another attempt. */
  readonly onRetry?: () => void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Which failures are worth another attempt (default: 429, 5xx and no answer). */
  readonly isWorthRetrying?: (error: unknown) => boolean;
}

export interface Http {
  /**
   * The text of a 2xx answer. Tries again with growing, spread pauses on 429, 5xx and no answer, and as late as
   * `Retry-After` says; other answers fail at once.
   *
   * @throws ExportApiError
   */
  send(request: HttpRequest): Promise<string>;
  /** Tries an attempt of several requests again by the same rules. */
  retrying<T>(attempt: () => Promise<T>, isWorthRetrying?: (error: unknown) => boolean): Promise<T>;
}

export function createHttp(deps: HttpDeps): Http {
  const { clock, scheduler = systemScheduler, timeoutMs = 60_000, attempts = 5 } = deps;
  const { longestRetryAfterMs = 120_000 } = deps;
  const call = deps.fetch ?? fetch;

  async function once({ method, url, headers, body }: HttpRequest): Promise<string> {
    const what = `${method} ${url.origin}${url.pathname}`;
    const timeout = new AbortController();
    const cancel = scheduler.after(timeoutMs, () =>
      timeout.abort(new Error(`no answer within ${timeoutMs} ms`)),
    );
    const signals = deps.signal === undefined ? [timeout.signal] : [timeout.signal, deps.signal];
    try {
      const answer = await call(url, {
        method,
        signal: AbortSignal.any(signals),
        // A redirect could carry the token to another host.
        redirect: 'error',
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      if (answer.ok) {
        deps.onAnswer?.('ok');
        return text;
      }
      const pause = retryAfterMs(answer.headers.get('retry-after'), clock.now() / 1000);
      throw failureOf(what, answer.status, text, { retryAfterMs: pause });
    } catch (error) {
      if (!(error instanceof ExportApiError)) deps.signal?.throwIfAborted();
      const failure =
        error instanceof ExportApiError
          ? error
          : new ExportApiError('EXPORT_API_UNAVAILABLE', `${what}: ${causeOf(error)}`, { cause: error });
      deps.onAnswer?.(failure.code);
      throw failure;
    } finally {
      cancel();
    }
  }

  function retrying<T>(
    attempt: () => Promise<T>,
    isWorthRetrying: (error: unknown) => boolean = isPassing,
  ): Promise<T> {
    let failures = 0;
    return retry(attempt, {
      scheduler,
      firstPauseMs: 500,
      ...(deps.random === undefined ? {} : { random: deps.random }),
      ...(deps.signal === undefined ? {} : { signal: deps.signal }),
      leastPauseMs: pauseAskedFor,
      onPause: () => deps.onRetry?.(),
      isTransient(error) {
        failures += 1;
        return failures < attempts && isWorthRetrying(error) && pauseAskedFor(error) <= longestRetryAfterMs;
      },
    });
  }

  return {
    send: (request) => retrying(() => once(request), request.isWorthRetrying),
    retrying,
  };
}

function pauseAskedFor(error: unknown): number {
  return error instanceof ExportApiError ? error.retryAfterMs : 0;
}

/** fetch says "fetch failed" and keeps the reason in its cause. */
export function causeOf(error: unknown): string {
  if (error instanceof Error && error.cause instanceof Error && error.cause.message !== '') {
    return error.cause.message;
  }
  return messageOf(error);
}
