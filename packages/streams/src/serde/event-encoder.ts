import type { EventName, Events } from '../generated/events.ts';
import { parseRecordSchema } from './avro.ts';
import { createEncoder } from './encoder.ts';

/** A schema and the id under which a registry knows it: plain data, so that it can be handed to another thread. */
export interface RegisteredSchema {
  readonly id: number;
  /** Avro JSON. */
  readonly text: string;
}

/**
 * Encodes one event as `Serde.encode` does, without a registry: for threads that are handed `Serde.registered(name)`.
 * Throws `SCHEMA_INVALID`; the encoder throws `RECORD_UNENCODABLE`.
 */
export function createEventEncoder<N extends EventName>(
  name: N,
  schema: RegisteredSchema,
): (value: Events[N]) => Uint8Array {
  return createEncoder(parseRecordSchema(schema.text, name).type, schema.id);
}
