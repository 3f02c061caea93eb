import { readFileSync } from 'node:fs';
import { TrackerError } from '@learning-tracker/runtime';
import { z } from 'zod';
import { EVENT_FILES, type EventName } from '../generated/events.ts';
import { parseRecordSchema, type RecordSchema } from './avro.ts';

/** The schemas of this checkout. */
export const SCHEMAS_FOLDER = new URL('../../../../schemas/', import.meta.url);

export interface EventSchema extends RecordSchema {
  readonly name: EventName;
  /** The file's text, as it is registered. */
  readonly text: string;
  /** Topics that may carry the event. */
  readonly topics: readonly string[];
}

const topicsFile = z.record(z.string(), z.array(z.string()));

/** Reads every event's schema and its topics from a folder like schemas/. Throws `SCHEMA_INVALID`. */
export function loadEventSchemas(folder: URL): ReadonlyMap<EventName, EventSchema> {
  const topics = topicsFile.parse(JSON.parse(readFileSync(new URL('topics.json', folder), 'utf8')));
  const schemas = new Map<EventName, EventSchema>();
  for (const name of eventNames()) {
    const file = EVENT_FILES[name];
    const text = readFileSync(new URL(file, folder), 'utf8');
    const schema = parseRecordSchema(text, `schemas/${file}`);
    if (schema.name !== name) {
      throw new TrackerError(
        'SCHEMA_INVALID',
        `schemas/${file} names its record ${schema.name}, not ${name}`,
        'Run scripts/generate-events.ts after a change of schemas/.',
      );
    }
    const stem = file.slice(0, -'.avsc'.length);
    const carriers = Object.keys(topics).filter((topic) => topics[topic]?.includes(stem));
    schemas.set(name, { name, type: schema.type, text, topics: carriers });
  }
  return schemas;
}

/** The subject under which a registry keeps the schema of an event on a topic. */
export function subjectOf(topic: string, name: EventName): string {
  return `${topic}-${name}`;
}

/** Which events a topic may carry and the subject of each, as schemas/topics.json says; ascending by name. */
export function subjectsOf(
  topic: string,
): readonly { readonly event: EventName; readonly subject: string }[] {
  return [...loadEventSchemas(SCHEMAS_FOLDER).values()]
    .filter(({ topics }) => topics.includes(topic))
    .map(({ name }) => ({ event: name, subject: subjectOf(topic, name) }))
    .sort((a, b) => (a.event < b.event ? -1 : 1));
}

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(EVENT_FILES, name);
}

function eventNames(): readonly EventName[] {
  return Object.keys(EVENT_FILES).filter(isEventName);
}
