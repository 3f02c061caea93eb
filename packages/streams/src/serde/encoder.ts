import { messageOf, TrackerError } from '@learning-tracker/runtime';
import type avro from 'avsc';
import { HEADER_BYTES, writeHeader } from './wire-format.ts';

const FIRST_CAPACITY = 16 * 1024;

/** Writes values of one event in the wire format; one growing scratch buffer, so that a record costs one copy. */
export type Encoder = (value: object) => Uint8Array;

/** The encoder of `type` under `schemaId`. The encoder throws `RECORD_UNENCODABLE`. */
export function createEncoder(type: avro.Type, schemaId: number): Encoder {
  let scratch = Buffer.allocUnsafe(FIRST_CAPACITY);
  writeHeader(scratch, schemaId);

  return (value) => {
    let end: number;
    try {
      end = type.encode(value, scratch, HEADER_BYTES);
      if (end < 0) {
        scratch = Buffer.allocUnsafe(2 * (scratch.length - end));
        writeHeader(scratch, schemaId);
        end = type.encode(value, scratch, HEADER_BYTES);
      }
    } catch (cause) {
      throw new TrackerError(
        'RECORD_UNENCODABLE',
        `a value does not fit the schema of ${type.name}: ${messageOf(cause)}`,
        'Compare the value with schemas/: every field must be there and of its type.',
        cause,
      );
    }
    const encoded = Buffer.allocUnsafe(end);
    scratch.copy(encoded, 0, 0, end);
    return encoded;
  };
}
