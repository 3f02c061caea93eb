/** A schema registry's wire format: a zero byte, the schema id as a big-endian int, then the Avro body. */
export const HEADER_BYTES = 5;

export function writeHeader(target: Buffer, schemaId: number): void {
  target[0] = 0;
  target.writeInt32BE(schemaId, 1);
}

/** The schema id of a record's value, or undefined where the bytes do not begin with a header. */
export function schemaIdOf(value: Uint8Array): number | undefined {
  if (value.length < HEADER_BYTES || value[0] !== 0) return undefined;
  return ((value[1] ?? 0) << 24) | ((value[2] ?? 0) << 16) | ((value[3] ?? 0) << 8) | (value[4] ?? 0);
}

/** The same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
