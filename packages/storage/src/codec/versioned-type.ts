import { messageOf, TrackerError } from '@learning-tracker/runtime';
import avsc from 'avsc';
import type { AvroRecord, AvroValue } from './avro.ts';

/** Reads and writes one kind of part as bytes: the schema version (one byte), then Avro of that version. */
export interface VersionedType<Wire> {
  /** @throws TrackerError STATE_PART_INVALID where the value does not fit the newest schema */
  encode(wire: Wire): Uint8Array;
  /** @throws TrackerError STATE_SCHEMA_UNKNOWN, STATE_PART_CORRUPT */
  decode(bytes: Uint8Array): Wire;
}

/**
 * @param kind names the part in errors
 * @param newest the schema that is written
 * @param older every schema released before it, version 1 first: bytes of those are resolved to the newest one by
 *   Avro's rules, so an added field needs a default and a field is never renamed or given another meaning
 */
export function createVersionedType<const S extends AvroRecord>(
  kind: string,
  newest: S,
  older: readonly AvroRecord[] = [],
): VersionedType<AvroValue<S>> {
  const version = older.length + 1;
  const type = avroType(newest);
  const readers = new Map(
    older.map((schema, index) => [index + 1, type.createResolver(avroType(schema))] as const),
  );

  /** Written to and copied from within one call of `encode`; kept because allocating costs more than encoding. */
  let scratch = Buffer.allocUnsafe(4096);

  function resolverFor(written: number | undefined): ReturnType<typeof type.createResolver> | undefined {
    if (written === version) return undefined;
    const resolver = written === undefined ? undefined : readers.get(written);
    if (resolver !== undefined) return resolver;
    throw new TrackerError(
      'STATE_SCHEMA_UNKNOWN',
      `A stored part of kind ${kind} has schema version ${written ?? '(none)'}; this release knows 1 to ${version}.`,
      'Start the release that wrote it, or replay the log into a new store.',
    );
  }

  return {
    encode(wire) {
      try {
        let end = type.encode(wire, scratch, 1);
        if (end < 0) {
          scratch = Buffer.allocUnsafe(scratch.length - end);
          end = type.encode(wire, scratch, 1);
        }
        scratch[0] = version;
        const bytes = Buffer.allocUnsafe(end);
        scratch.copy(bytes, 0, 0, end);
        return bytes;
      } catch (error) {
        throw new TrackerError(
          'STATE_PART_INVALID',
          `State of kind ${kind} cannot be encoded: ${messageOf(error)}`,
          'This is a defect: report it with this message.',
          error,
        );
      }
    },
    decode(bytes) {
      const resolver = resolverFor(bytes[0]);
      try {
        return type.fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.length - 1), resolver);
      } catch (error) {
        throw corrupt(kind, messageOf(error), error);
      }
    },
  };
}

export function corrupt(kind: string, problem: string, cause?: unknown): TrackerError {
  return new TrackerError(
    'STATE_PART_CORRUPT',
    `A stored part of kind ${kind} cannot be decoded: ${problem}`,
    'Restore the store from a backup, or replay the log into a new one.',
    cause,
  );
}

/** avsc wants to own (and may change) the schema it is given, so it gets a copy. */
function avroType(schema: AvroRecord): avsc.Type {
  return avsc.Type.forSchema(JSON.parse(JSON.stringify(schema)), { omitRecordMethods: true });
}
