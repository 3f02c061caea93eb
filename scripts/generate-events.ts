/**
 * Writes packages/streams/src/generated/events.ts from schemas/*.avsc, so that the wire format has one source.
 * `node scripts/generate-events.ts --check` fails when the file on disk is not what the schemas say.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

type Schema =
  | string
  | Schema[]
  | {
      type: string;
      name?: string;
      doc?: string;
      fields?: Field[];
      symbols?: string[];
      values?: Schema;
      items?: Schema;
    };
type Field = { name: string; type: Schema; doc?: string };

const PRIMITIVES: Record<string, string> = {
  string: 'string',
  int: 'number',
  long: 'number',
  double: 'number',
  boolean: 'boolean',
  null: 'null',
  bytes: 'Uint8Array',
};
const folder = new URL('../schemas/', import.meta.url);
const target = new URL('../packages/streams/src/generated/events.ts', import.meta.url);
const interfaces: string[] = [];

function typeOf(schema: Schema): string {
  if (typeof schema === 'string') {
    const primitive = PRIMITIVES[schema];
    if (primitive === undefined) throw new Error(`schemas/: no TypeScript type for Avro type "${schema}"`);
    return primitive;
  }
  if (Array.isArray(schema)) {
    const records = schema.filter(
      (branch) => typeof branch !== 'string' && !Array.isArray(branch) && branch.type === 'record',
    );
    // A union of records is a tagged one, so that its branches can be told apart without guessing.
    if (records.length > 1)
      return schema.map((branch) => `{ readonly ${nameOf(branch)}: ${typeOf(branch)} }`).join(' | ');
    return schema
      .map(typeOf)
      .sort((a, b) => Number(a === 'null') - Number(b === 'null'))
      .join(' | ');
  }
  if (schema.type === 'record') {
    emit(schema);
    return schema.name ?? '';
  }
  if (schema.type === 'enum') return (schema.symbols ?? []).map((symbol) => `'${symbol}'`).join(' | ');
  if (schema.type === 'fixed') return 'Uint8Array';
  if (schema.type === 'map') return `Readonly<Record<string, ${typeOf(schema.values ?? 'null')}>>`;
  if (schema.type === 'array') return `readonly (${typeOf(schema.items ?? 'null')})[]`;
  return typeOf(schema.type);
}

function nameOf(schema: Schema): string {
  return typeof schema === 'object' && !Array.isArray(schema) ? (schema.name ?? '') : String(schema);
}

function emit(schema: { name?: string; doc?: string; fields?: Field[] }): void {
  const fields = (schema.fields ?? []).map(
    (field) =>
      `${field.doc ? `  /** ${field.doc} */\n` : ''}  readonly ${field.name}: ${typeOf(field.type)};\n`,
  );
  interfaces.push(
    `${schema.doc ? `/** ${schema.doc} */\n` : ''}export interface ${schema.name} {\n${fields.join('')}}\n`,
  );
}

const files = readdirSync(folder)
  .filter((file) => file.endsWith('.avsc'))
  .sort();
const names = files.map((file) => {
  const schema: Schema = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  return typeOf(schema);
});
const text = [
  '// Generated from schemas/*.avsc by scripts/generate-events.ts; do not edit.\n',
  ...interfaces,
  `export interface Events {\n${names.map((name) => `  readonly ${name}: ${name};\n`).join('')}}\n`,
  `export type EventName = keyof Events;\n`,
  `export const EVENT_FILES: Readonly<Record<EventName, string>> = {\n${names.map((name, i) => `  ${name}: '${files[i]}',\n`).join('')}};\n`,
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write(
      'packages/streams/src/generated/events.ts is not what schemas/ says: run node scripts/generate-events.ts\n',
    );
    process.exit(1);
  }
} else writeFileSync(target, text);
