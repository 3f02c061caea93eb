import { messageOf, TrackerError } from '@learning-tracker/runtime';
import avro from 'avsc';
import { typeHook } from './avro-types.ts';

/** A parsed schema of one named record. */
export interface RecordSchema {
  readonly name: string;
  readonly type: avro.Type;
}

/**
 * Parses Avro JSON. Timestamps stay plain numbers (no logical type is given to avsc), a union of several records
 * is tagged by the record's name (`{ ItemRow: {…} }`), a union with null is not: as in `generated/events.ts`.
 * Throws `SCHEMA_INVALID`.
 */
export function parseRecordSchema(text: string, source: string): RecordSchema {
  let type: avro.Type;
  try {
    type = avro.Type.forSchema(JSON.parse(text), { typeHook });
  } catch (cause) {
    throw invalid(`${source} is not an Avro schema: ${messageOf(cause)}`, cause);
  }
  if (type.name === undefined || type.typeName !== 'record') throw invalid(`${source} is not a named record`);
  return { name: type.name, type };
}

function invalid(message: string, cause?: unknown): TrackerError {
  return new TrackerError('SCHEMA_INVALID', message, 'Correct the schema; schemas/ has examples.', cause);
}
