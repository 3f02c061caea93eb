import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z
    .union([z.array(z.string()), z.record(z.string(), z.object({ condition: z.string() }))])
    .default([]),
});

const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});

export type ComposeService = z.infer<typeof service>;
export type ComposeFile = z.infer<typeof composeFile>;

/** The file as it stands, anchors and merges resolved, variables not yet put in. */
export function readComposeDocument(): unknown {
  return parse(readFileSync(`${ROOT}docker-compose.yml`, 'utf8'), { merge: true });
}

/**
 * The file with its variables put in, by docker compose's rules for the forms that it uses.
 * @throws Error with the file's own message where a required variable is not set
 */
export function readComposeFile(environment: Readonly<Record<string, string>>): ComposeFile {
  return composeFile.parse(interpolate(readComposeDocument(), environment));
}

/** Names of the variables that the file refuses to start without. */
export function requiredVariables(): ReadonlySet<string> {
  const text = JSON.stringify(readComposeDocument());
  return new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name));
}

function interpolate(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return interpolateText(value, environment);
  if (Array.isArray(value)) return value.map((one) => interpolate(one, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, interpolate(one, environment)]));
}

const REFERENCE = /\$\$|\$\{(\w+)(?:(:[-?])([^}]*))?\}|\$(.?)/g;

function interpolateText(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replace(REFERENCE, (whole, name: string | undefined, operator?: string, word = '') => {
    if (whole === '$$') return '$';
    if (name === undefined)
      throw new Error(`docker-compose.yml has ${whole} in ${text}; write $$ or \${NAME}`);
    const value = environment[name] ?? '';
    if (value !== '' || operator === undefined) return value;
    if (operator === ':?') throw new Error(`${name} ${word}`);
    return word;
  });
}
