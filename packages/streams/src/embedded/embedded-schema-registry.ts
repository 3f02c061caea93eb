import { messageOf, TrackerError } from '@learning-tracker/runtime';
import type { SchemaRegistry } from '../port.ts';
import { parseRecordSchema, type RecordSchema } from '../serde/avro.ts';
import { guarded, integer, openDatabase, text, transaction } from './database.ts';

export interface EmbeddedSchemaRegistry extends SchemaRegistry {
  close(): void;
}

/**
 * A schema registry in an SQLite file (tables `log_schema…`), with the meaning of Confluent's under BACKWARD
 * compatibility: one id per canonical schema whatever the subject, and a new version of a subject must be able to
 * read what its last version wrote.
 */
export function createEmbeddedSchemaRegistry(options: { readonly path: string }): EmbeddedSchemaRegistry {
  const { path } = options;
  const db = openDatabase(path);
  const byCanonical = db.prepare('SELECT id FROM log_schema WHERE canonical = ?');
  const byId = db.prepare('SELECT schema FROM log_schema WHERE id = ?');
  const add = db.prepare('INSERT INTO log_schema (canonical, schema) VALUES (?, ?)');
  const versions = db.prepare(
    `SELECT version, schema_id, schema FROM log_schema_version JOIN log_schema ON log_schema.id = schema_id
     WHERE subject = ? ORDER BY version DESC`,
  );
  const addVersion = db.prepare('INSERT INTO log_schema_version VALUES (?, ?, ?)');

  function idOf(schema: string, canonical: string): number {
    const row = byCanonical.get(canonical);
    return row === undefined ? Number(add.run(canonical, schema).lastInsertRowid) : integer(row.id);
  }

  function register(subject: string, schema: string): number {
    const parsed = parseRecordSchema(schema, `the schema of ${subject}`);
    const id = idOf(schema, JSON.stringify(parsed.type.schema()));
    const registered = versions.all(subject);
    if (registered.some((row) => integer(row.schema_id) === id)) return id;
    const last = registered[0];
    if (last !== undefined) checkBackward(subject, parsed, text(last.schema));
    addVersion.run(subject, last === undefined ? 1 : integer(last.version) + 1, id);
    return id;
  }

  return {
    register: async (subject, schema) =>
      guarded(`${path}: cannot register ${subject}`, () => transaction(db, () => register(subject, schema))),
    schemaById: async (id) => {
      const row = guarded(`${path}: cannot read schema ${id}`, () => byId.get(id));
      if (row !== undefined) return text(row.schema);
      throw new TrackerError(
        'SCHEMA_UNKNOWN',
        `${path} has no schema with id ${id}`,
        'Does the log belong to this registry?',
      );
    },
    versions: async (subject) =>
      guarded(`${path}: cannot read the versions of ${subject}`, () =>
        versions
          .all(subject)
          .map((row) => ({ version: integer(row.version), id: integer(row.schema_id) }))
          .reverse(),
      ),
    close: () => db.close(),
  };
}

function checkBackward(subject: string, next: RecordSchema, last: string): void {
  const writer = parseRecordSchema(last, `the last schema of ${subject}`);
  try {
    next.type.createResolver(writer.type);
  } catch (cause) {
    throw new TrackerError(
      'SCHEMA_INCOMPATIBLE',
      `the new schema of ${subject} cannot read what its last version wrote: ${messageOf(cause)}`,
      'Give new fields a default; do not rename, retype or remove what was written.',
      cause,
    );
  }
}
