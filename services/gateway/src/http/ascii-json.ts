/**
 * JSON in ASCII alone (RFC 8259, 7: any character may be written as \uXXXX, UTF-16 code units). Node sends such
 * text together with the header in one write and without transcoding; bytes of their own cost a second buffer a
 * request, and text with one wide character is kept and encoded as wide throughout.
 */
export function asciiJson(value: unknown): string {
  const text = JSON.stringify(value).replace(WIDE, escaped);
  // Text that ever held a wide character stays two bytes a character inside V8, which writes it several times slower.
  return Buffer.from(text, 'latin1').toString('latin1');
}

// From DEL on, one code unit at a time: without the `u` flag a surrogate pair becomes two escapes, as JSON wants.
const WIDE = /[\x7f-\uffff]/g;

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
