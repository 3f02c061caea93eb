import avro from 'avsc';

/** avsc's cursor: reads and writes past the end of its buffer are no error until `isValid` is asked. */
interface Tap {
  readonly buf: Buffer;
  pos: number;
  isValid(): boolean;
  readLong(): number;
  readString(): string;
  writeLong(value: number): void;
  writeString(text: string): void;
}

/**
 * avsc takes the entry count of a map from the bytes: a damaged record could make it loop for hours behind the
 * end of the buffer. This map stops there; avsc then reports the record as truncated.
 */
class BoundedMapType extends avro.types.MapType {
  _read(tap: Tap): Record<string, unknown> {
    const entries: Record<string, unknown> = {};
    let count = tap.readLong();
    while (count !== 0 && tap.isValid()) {
      if (count < 0) {
        count = -count;
        tap.readLong();
      }
      for (; count > 0 && tap.isValid(); count -= 1) {
        const key = tap.readString();
        entries[key] = this.valuesType._read(tap);
      }
      if (tap.isValid()) count = tap.readLong();
    }
    return entries;
  }
}

/** Lengths from here to `LONG_TEXT` take two bytes in Avro's encoding, shorter ones one. */
const TWO_BYTE_LENGTH = 64;
const LONG_TEXT = 8192;

/**
 * Writes short and middling texts in one pass; avsc measures a text first and then writes it character by
 * character, which made half the time of encoding a click.
 */
class OnePassStringType extends avro.types.StringType {
  _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'string') throw new TypeError(`${String(value)} is no string`);
    const most = 3 * value.length;
    const start = tap.pos;
    const prefix = value.length < TWO_BYTE_LENGTH ? 1 : 2;
    if (most < LONG_TEXT && start + prefix + most <= tap.buf.length) {
      const length = tap.buf.write(value, start + prefix, 'utf8');
      if (prefix === 2) {
        tap.buf[start] = ((length << 1) & 0x7f) | 0x80;
        tap.buf[start + 1] = length >> 6;
        tap.pos = start + 2 + length;
        return;
      }
      if (length < TWO_BYTE_LENGTH) {
        tap.buf[start] = length << 1;
        tap.pos = start + 1 + length;
        return;
      }
    }
    tap.writeString(value);
  }
}

/** avsc takes bytes only as Buffer; events carry any Uint8Array. */
class PlainBytesType extends avro.types.BytesType {
  _write(tap: Tap, value: unknown): void {
    if (!(value instanceof Uint8Array)) throw new TypeError(`${String(value)} is no Uint8Array`);
    tap.writeLong(value.length);
    writeBytes(tap, value);
  }
}

class PlainFixedType extends avro.types.FixedType {
  _write(tap: Tap, value: unknown): void {
    if (!(value instanceof Uint8Array) || value.length !== this.size) {
      throw new TypeError(`${String(value)} is no Uint8Array of ${this.size} bytes`);
    }
    writeBytes(tap, value);
  }
}

function writeBytes(tap: Tap, bytes: Uint8Array): void {
  const start = tap.pos;
  tap.pos += bytes.length;
  if (tap.isValid()) tap.buf.set(bytes, start);
}

/** For avsc's `typeHook`: our own type where avsc's is too slow or too trusting. */
export function typeHook(schema: unknown, options: unknown): avro.Type | undefined {
  if (schema === 'string') return new OnePassStringType();
  if (schema === 'bytes') return new PlainBytesType();
  if (isA('map', schema)) return new BoundedMapType(schema, options);
  return isA('fixed', schema) ? new PlainFixedType(schema, options) : undefined;
}

/** avsc itself checks what else the schema must have. */
function isA(type: 'map', schema: unknown): schema is { type: 'map'; values: string };
function isA(type: 'fixed', schema: unknown): schema is { type: 'fixed'; name: string; size: number };
function isA(type: string, schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === type;
}
