import { messageOf, TrackerError } from '@learning-tracker/runtime';
import { z } from 'zod';
import type { SchemaRegistry } from '../port.ts';
import { parseRecordSchema } from '../serde/avro.ts';

export interface ConfluentRegistryOptions {
  /** Base of the API, such as `http://registry:8081` or `http://registry:8080/apis/ccompat/v7`. */
  readonly url: string;
  readonly auth?: { readonly username: string; readonly password: string } | { readonly token: string };
  /** How long an answer may take, in milliseconds (default 10,000). */
  readonly timeout?: number;
}

const TIMEOUT_MS = 10_000;
const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json';
const BACKWARD = 'BACKWARD';
/** Levels under which a new schema can read what its predecessor wrote. */
const READS_OLD: ReadonlySet<string> = new Set([BACKWARD, 'BACKWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE']);

const registered = z.object({ id: z.int() });
const found = z.object({ schema: z.string() });
const numbers = z.array(z.int());
/** Confluent's registry answers a question with one name of the level and a setting with the other. */
const level = z.object({ compatibilityLevel: z.string() });
const refusal = z.object({ message: z.string() });

/**
 * A schema registry that speaks Confluent's protocol. A subject gets BACKWARD compatibility before its first schema, so
 * that no version is ever taken without the check. Schemas are sent without white space, since registries tell schemas
 * apart by their text. Rejects with `REGISTRY_UNREACHABLE` where the registry is away: callers wait for it.
 *
 * The protocol is spoken directly: the client of kafkajs sets the compatibility after the first schema, hands out
 * parsed types instead of the text, and asks for a promise per record.
 */
export function createConfluentRegistry(options: ConfluentRegistryOptions): SchemaRegistry {
  const base = options.url.replace(/\/+$/, '');
  const headers = { accept: CONTENT_TYPE, 'content-type': CONTENT_TYPE, ...authorization(options.auth) };

  /** Throws `REGISTRY_…` for what has nothing to do with the request; the rest is the caller's to judge. */
  async function ask(method: string, path: string, body?: object): Promise<Answer> {
    const what = `${method} ${base}${path}`;
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        headers,
        signal: AbortSignal.timeout(options.timeout ?? TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answerOf(what, response.status, await response.text());
    } catch (error) {
      throw error instanceof TrackerError ? error : unreachable(what, reasonOf(error), error);
    }
  }

  async function checkCompatibility(subject: string): Promise<void> {
    const path = `/config/${encodeURIComponent(subject)}`;
    const answer = await ask('GET', path);
    if (answer.status === 404) {
      parsed(await ask('PUT', path, { compatibility: BACKWARD }), z.unknown());
      return;
    }
    const { compatibilityLevel } = parsed(answer, level);
    if (READS_OLD.has(compatibilityLevel.toUpperCase())) return;
    throw new TrackerError(
      'REGISTRY_COMPATIBILITY',
      `subject ${subject} has compatibility ${compatibilityLevel}, not ${BACKWARD}`,
      `Set it: PUT ${base}${path} {"compatibility": "${BACKWARD}"}.`,
    );
  }

  return {
    register: async (subject, schema) => {
      parseRecordSchema(schema, `the schema of ${subject}`);
      await checkCompatibility(subject);
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const answer = await ask('POST', path, { schema: JSON.stringify(JSON.parse(schema)) });
      if (answer.status === 409) throw incompatible(subject, refusalOf(answer));
      if (answer.status === 422) throw invalid(subject, refusalOf(answer));
      return parsed(answer, registered).id;
    },
    versions: async (subject) => {
      const path = `/subjects/${encodeURIComponent(subject)}/versions`;
      const answer = await ask('GET', path);
      if (answer.status === 404) return [];
      const versions = parsed(answer, numbers).toSorted((a, b) => a - b);
      return Promise.all(
        versions.map(async (version) => ({
          version,
          id: parsed(await ask('GET', `${path}/${version}`), registered).id,
        })),
      );
    },
    schemaById: async (id) => {
      const answer = await ask('GET', `/schemas/ids/${id}`);
      if (answer.status !== 404) return parsed(answer, found).schema;
      throw new TrackerError(
        'SCHEMA_UNKNOWN',
        `${base} has no schema with id ${id}`,
        'Does the log belong to this registry?',
      );
    },
  };
}

interface Answer {
  readonly what: string;
  readonly status: number;
  readonly text: string;
}

/** Statuses that say nothing about the request: the registry, or what stands before it, is in trouble or busy. */
function answerOf(what: string, status: number, text: string): Answer {
  if (status === 401 || status === 403) {
    const message = `${what} was refused with status ${status}`;
    throw new TrackerError('REGISTRY_ACCESS_DENIED', message, 'Check user and password, or the token.');
  }
  if (status >= 500 || status === 429 || status === 408) {
    throw unreachable(what, `status ${status} ${text.slice(0, 200)}`);
  }
  return { what, status, text };
}

/** Throws `REGISTRY_UNREACHABLE` for what no schema registry would answer, such as a page of another server. */
function parsed<T>(answer: Answer, shape: z.ZodType<T>): T {
  const { what, status, text } = answer;
  if (status < 200 || status > 299) throw unreachable(what, `status ${status} ${text.slice(0, 200)}`);
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw unreachable(what, 'an answer that is none of a schema registry', cause);
  }
}

function refusalOf({ text }: Answer): string {
  try {
    return refusal.parse(JSON.parse(text)).message;
  } catch {
    return text.slice(0, 500);
  }
}

/** `fetch` says only that it failed; the cause says why. */
function reasonOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

function authorization(auth: ConfluentRegistryOptions['auth']): { readonly authorization?: string } {
  if (auth === undefined) return {};
  if ('token' in auth) return { authorization: `Bearer ${auth.token}` };
  return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
}

function unreachable(what: string, why: string, cause?: unknown): TrackerError {
  return new TrackerError(
    'REGISTRY_UNREACHABLE',
    `${what} failed: ${why}`,
    'It is waited for. Is the schema registry up, and is its URL right?',
    cause,
  );
}

function incompatible(subject: string, why: string): TrackerError {
  return new TrackerError(
    'SCHEMA_INCOMPATIBLE',
    `the registry refuses the new schema of ${subject}: ${why}`,
    'Give new fields a default; do not rename, retype or remove what was written.',
  );
}

function invalid(subject: string, why: string): TrackerError {
  return new TrackerError(
    'SCHEMA_INVALID',
    `the registry does not take the schema of ${subject}: ${why}`,
    'Correct the schema file.',
  );
}
