import { MINUTE, type Micros } from '@learning-tracker/metrics';
import { type Clock, TrackerError } from '@learning-tracker/runtime';
import type avro from 'avsc';
import type { EventName } from '../generated/events.ts';
import type { SchemaRegistry } from '../port.ts';
import { parseRecordSchema } from './avro.ts';
import { type EventSchema, isEventName } from './event-schemas.ts';

/** How to read a body written with one schema id: as event `name`, by the reader's type. */
export interface Reader {
  readonly name: EventName;
  readonly type: avro.Type;
  /** Absent where writer and reader have the same schema. */
  readonly resolver: ReturnType<avro.Type['createResolver']> | undefined;
}

/** Why a schema id cannot be read, and until when the registry is not asked for it again. */
interface Refusal {
  readonly error: TrackerError;
  readonly until: Micros;
}

const REFUSED_FOR: Micros = MINUTE;

export interface SchemaCache {
  knows(id: number): boolean;
  /** Asks the registry for the schemas of the ids; rejects only where the registry itself fails. */
  load(ids: Iterable<number>): Promise<void>;
  /** Throws `SCHEMA_UNKNOWN` or `RECORD_UNDECODABLE`. */
  reader(id: number): Reader;
}

/** Readers by schema id. An id once read never changes its meaning, so it is kept; a refused one for a minute. */
export function createSchemaCache(deps: {
  readonly registry: Pick<SchemaRegistry, 'schemaById'>;
  readonly clock: Clock;
  readonly events: ReadonlyMap<EventName, EventSchema>;
}): SchemaCache {
  const readers = new Map<number, Reader>();
  const refusals = new Map<number, Refusal>();

  async function loadOne(id: number): Promise<void> {
    const refusal = refusals.get(id);
    if (refusal !== undefined && deps.clock.now() < refusal.until) return;
    try {
      readers.set(id, readerOf(id, await deps.registry.schemaById(id), deps.events));
      refusals.delete(id);
    } catch (error) {
      if (!(error instanceof TrackerError && PERMANENT.has(error.code))) throw error;
      refusals.set(id, { error, until: deps.clock.now() + REFUSED_FOR });
    }
  }

  return {
    knows: (id) => readers.has(id),
    load: async (ids) => {
      await Promise.all(Array.from(ids, loadOne));
    },
    reader: (id) => {
      const reader = readers.get(id);
      if (reader !== undefined) return reader;
      throw refusals.get(id)?.error ?? unknownSchema(id);
    },
  };
}

const PERMANENT: ReadonlySet<string> = new Set(['SCHEMA_UNKNOWN', 'SCHEMA_INVALID', 'RECORD_UNDECODABLE']);

function readerOf(id: number, text: string, events: ReadonlyMap<EventName, EventSchema>): Reader {
  const writer = parseRecordSchema(text, `schema ${id} of the registry`);
  const event = isEventName(writer.name) ? events.get(writer.name) : undefined;
  if (event === undefined) {
    throw new TrackerError(
      'RECORD_UNDECODABLE',
      `schema ${id} describes ${writer.name}, which is no event of this program`,
      'Was the record put into the wrong topic, or written by a newer version? Update this program.',
    );
  }
  if (writer.type.equals(event.type)) return { name: event.name, type: event.type, resolver: undefined };
  try {
    return { name: event.name, type: event.type, resolver: event.type.createResolver(writer.type) };
  } catch (cause) {
    throw new TrackerError(
      'RECORD_UNDECODABLE',
      `schema ${id} of ${event.name} cannot be read with the schema of this program`,
      'Update this program: the record was written by a newer, incompatible version.',
      cause,
    );
  }
}

function unknownSchema(id: number): TrackerError {
  return new TrackerError(
    'SCHEMA_UNKNOWN',
    `schema id ${id} has not been loaded`,
    'Await prepare() with the batch before its records are decoded.',
  );
}
