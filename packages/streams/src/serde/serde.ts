import { type Clock, messageOf, TrackerError } from '@learning-tracker/runtime';
import type { EventName, Events } from '../generated/events.ts';
import type { SchemaRegistry } from '../port.ts';
import { createEncoder, type Encoder } from './encoder.ts';
import type { RegisteredSchema } from './event-encoder.ts';
import { loadEventSchemas, SCHEMAS_FOLDER, subjectOf } from './event-schemas.ts';
import { createSchemaCache } from './schema-cache.ts';
import { asBuffer, HEADER_BYTES, schemaIdOf } from './wire-format.ts';

/** An event by its name: `switch (event.name)` narrows `event.value`. */
export type DecodedEvent = {
  [N in EventName]: { readonly name: N; readonly value: Events[N] };
}[EventName];

/** Events to bytes and back, in a schema registry's wire format. */
export interface Serde {
  /** Registers every schema under `<topic>-<RecordName>`; throws `SCHEMA_INCOMPATIBLE`. Needed before `encode`. */
  register(): Promise<void>;
  /** Throws `RECORD_UNENCODABLE`, `SERDE_UNREGISTERED`. */
  encode<N extends EventName>(name: N, value: Events[N]): Uint8Array;
  /** The schema that `encode` writes the event with. Throws `SERDE_UNREGISTERED`. */
  registered(name: EventName): RegisteredSchema;
  /** Loads the schemas of all records; cheap when all are known. Rejects only where the registry fails. */
  prepare(values: readonly { readonly value: Uint8Array }[]): Promise<void>;
  /**
   * Reads a record with the schema it was written with, resolved to the present one. Byte fields are copies.
   * Throws `RECORD_UNDECODABLE`, or `SCHEMA_UNKNOWN` (asked again of the registry after a minute).
   */
  decode(value: Uint8Array): DecodedEvent;
}

export interface SerdeOptions {
  readonly registry: Pick<SchemaRegistry, 'register' | 'schemaById'>;
  readonly clock: Clock;
  /** A folder with topics.json and the .avsc files; default: schemas/ of this repository. */
  readonly schemas?: URL;
}

/** Reads the schema files at once; throws `SCHEMA_INVALID`. */
export function createSerde(options: SerdeOptions): Serde {
  const events = loadEventSchemas(options.schemas ?? SCHEMAS_FOLDER);
  const cache = createSchemaCache({ registry: options.registry, clock: options.clock, events });
  const encoders = new Map<EventName, { readonly encode: Encoder; readonly schema: RegisteredSchema }>();

  function registered(name: EventName) {
    const event = encoders.get(name);
    if (event !== undefined) return event;
    throw new TrackerError(
      'SERDE_UNREGISTERED',
      `${name} was encoded before its schema was registered`,
      'Await register() at start.',
    );
  }

  return {
    register: async () => {
      for (const event of events.values()) {
        for (const topic of event.topics) {
          const id = await options.registry.register(subjectOf(topic, event.name), event.text);
          const schema = { id, text: event.text };
          encoders.set(event.name, { encode: createEncoder(event.type, id), schema });
        }
      }
    },

    encode: (name, value) => registered(name).encode(value),

    registered: (name) => registered(name).schema,

    prepare: async (values) => {
      const missing = new Set<number>();
      let last: number | undefined;
      for (const { value } of values) {
        const id = schemaIdOf(value);
        if (id === last || id === undefined) continue;
        last = id;
        if (!cache.knows(id)) missing.add(id);
      }
      if (missing.size > 0) await cache.load(missing);
    },

    decode: (value) => {
      const id = schemaIdOf(value);
      if (id === undefined) throw undecodable('it does not begin with a schema id');
      const { name, type, resolver } = cache.reader(id);
      try {
        const { value: event, offset } = type.decode(asBuffer(value), HEADER_BYTES, resolver);
        if (offset === value.length) return { name, value: event };
      } catch (cause) {
        throw undecodable(messageOf(cause), cause);
      }
      throw undecodable('its length is not what its schema says');
    },
  };
}

function undecodable(why: string, cause?: unknown): TrackerError {
  return new TrackerError(
    'RECORD_UNDECODABLE',
    `a record cannot be decoded: ${why}`,
    'Put it into the dead letters with its bytes.',
    cause,
  );
}
