import { STATUS_CODES } from 'node:http';
import { type Logger, TrackerError } from '@learning-tracker/runtime';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bearerCredential } from '../access/guard.ts';
import { GATEWAY_ERRORS, type GatewayErrorCode, Refusal } from '../errors.ts';
import type { CountAnswer } from './request-telemetry.ts';

interface Shown {
  readonly status: number;
  readonly code: GatewayErrorCode;
  readonly message: string;
}

/**
 * Answers errors in the form the route's callers read: `{success: false, error, message}` on widget routes
 * (widget-api.md), else problem+json (RFC 9457). What failed inside goes to the log only.
 *
 * @param countUnknown counts requests that no route takes
 */
export function installRefusals(app: FastifyInstance, logger: Logger, countUnknown: CountAnswer): void {
  app.setNotFoundHandler((request, reply) => {
    refuse(request, reply, {
      status: 404,
      code: 'UNKNOWN_ROUTE',
      message: 'Nothing is served at this address.',
    });
    countUnknown(reply);
  });
  app.setErrorHandler((error, request, reply) => {
    const shown = shownOf(error);
    if (shown.status >= 500) {
      const route = request.routeOptions.url ?? 'unknown';
      logger.error({ route, method: request.method, error: scrub(error, request) }, 'a request failed');
    }
    return refuse(request, reply, shown);
  });
}

/** For errors that Fastify finds before there is a route, such as a path that cannot be decoded. */
export function refuseUnroutable(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  refuse(request, reply, { status: 400, code: 'BAD_REQUEST', message: 'The address cannot be decoded.' });
}

export function isWidgetRequest(url: string): boolean {
  return /^(\/w\/[^/]*)?\/learner_data([/?]|$)/.test(url);
}

function refuse(request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply {
  const { status, code, message } = shown;
  reply.code(status).header('cache-control', 'no-store');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (isWidgetRequest(request.url)) {
    return reply
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ success: false, error: code, message }));
  }
  const title = STATUS_CODES[status] ?? 'Error';
  return reply
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail: message, code }));
}

function shownOf(error: unknown): Shown {
  if (error instanceof Refusal) {
    return { status: error.statusCode, code: refusalCode(error), message: error.message };
  }
  const status = statusOf(error);
  if (status === 503) return { status, code: 'UNAVAILABLE', message: 'Not available at present.' };
  if (status >= 500) return { status: 500, code: 'INTERNAL', message: 'Something went wrong.' };
  return { status, code: 'BAD_REQUEST', message: error instanceof Error ? error.message : 'Bad request.' };
}

function refusalCode(refusal: Refusal): GatewayErrorCode {
  const code = Object.keys(GATEWAY_ERRORS).find((key): key is GatewayErrorCode => key === refusal.code);
  return code ?? 'INTERNAL';
}

/** Fastify's own errors carry the status they stand for; anything else is a failure inside. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || error instanceof TrackerError) return 500;
  const status: unknown = Reflect.get(error, 'statusCode');
  const code: unknown = Reflect.get(error, 'code');
  const own = typeof code === 'string' && (code.startsWith('FST_') || code.startsWith('CTP_'));
  return own && typeof status === 'number' && status >= 400 ? status : 500;
}

/** The error as log fields, without the ids and the token that the request or its token held. */
function scrub(error: unknown, request: FastifyRequest): Record<string, unknown> {
  const { params, access } = request;
  const held: unknown[] = typeof params === 'object' && params !== null ? Object.values(params) : [];
  held.push(access?.role === 'learner' ? access.id : null, bearerCredential(request));
  const hidden = held.filter(
    (value): value is string => typeof value === 'string' && value !== '' && value !== 'me',
  );
  const clean = (text: string) =>
    hidden.reduce(
      (rest, value) => rest.replaceAll(value, '[id]').replaceAll(encodeURIComponent(value), '[id]'),
      text,
    );
  const describe = (thrown: unknown, depth: number): Record<string, unknown> => {
    if (!(thrown instanceof Error)) return { message: clean(String(thrown)) };
    return {
      type: thrown.name,
      message: clean(thrown.message),
      stack: clean(thrown.stack ?? ''),
      ...(thrown instanceof TrackerError ? { code: thrown.code, hint: clean(thrown.hint) } : {}),
      ...(thrown.cause !== undefined && depth < 5 ? { cause: describe(thrown.cause, depth + 1) } : {}),
    };
  };
  return describe(error, 0);
}
