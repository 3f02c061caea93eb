const QUOTE = 0x22;
const COMMA = 0x2c;
const ESCAPE = 0x5c;
const LF = 0x0a;
const CR = 0x0d;

/** Where one record stands in a block; `end` excludes the line end, `next` is where the following one begins. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly next: number;
  readonly line: number;
  /** Why the span is no record, null for a well-formed one. */
  readonly broken: string | null;
}

export interface Scan {
  readonly spans: readonly Span[];
  /** Bytes that are dealt with; the rest is the beginning of a record that the next block completes. */
  readonly consumed: number;
  /** True if some record ended in `\r\n`. */
  readonly crlf: boolean;
}

/** How the attempt to read one record ended, where it is not a well-formed one. */
const INCOMPLETE = -1;
const JUNK_AFTER_QUOTE = -2;
const QUOTE_INSIDE = -3;

/**
 * Finds the ends of records in blocks of bytes, so that a parser can be given whole records, line numbers are
 * known for next to nothing, and one broken record does not take the rest of the file with it.
 *
 * A record is broken if a quote stands inside an unquoted field, anything but a delimiter follows a closing
 * quote, or a quote is still open at the end of the file or after `maxRecordBytes`. Where the damage began
 * cannot be told for certain (a stray quote swallows line ends until the next one), so only the *first physical line* of a
 * broken record is given up and scanning resumes at the line after it.
 */
export class RecordScanner {
  #line = 1;
  #skippingLine = false;
  readonly #maxRecordBytes: number;
  readonly #maxOriginalBytes: number;

  constructor(maxRecordBytes: number, maxOriginalBytes: number) {
    this.#maxRecordBytes = maxRecordBytes;
    this.#maxOriginalBytes = maxOriginalBytes;
  }

  /** Scans a block that begins at a record (or continues a line being skipped); `final` if no more follows. */
  scan(block: Uint8Array, final: boolean): Scan {
    const spans: Span[] = [];
    let crlf = false;
    let pos = 0;
    if (this.#skippingLine) {
      const lineEnd = block.indexOf(LF);
      if (lineEnd < 0) return { spans, consumed: block.length, crlf };
      pos = lineEnd + 1;
      this.#line++;
      this.#skippingLine = false;
    }
    const cursor = { pos, line: this.#line };
    while (cursor.pos < block.length) {
      const start = cursor.pos;
      const line = cursor.line;
      const end = readRecord(block, cursor, final);
      if (end >= 0) {
        if (end + 2 === cursor.pos) crlf = true;
        spans.push({ start, end, next: cursor.pos, line, broken: null });
        continue;
      }
      const tooLong = end === INCOMPLETE && block.length - start > this.#maxRecordBytes;
      if (end === INCOMPLETE && !final && !tooLong) {
        this.#line = line;
        return { spans, consumed: start, crlf };
      }
      const lineEnd = block.indexOf(LF, start);
      const broken = whyBroken(end, tooLong);
      if (lineEnd < 0 && !final && !tooLong) {
        this.#line = line;
        return { spans, consumed: start, crlf };
      }
      if (lineEnd < 0) {
        // Nothing but this line is left of the block; a line without end is not kept in memory.
        const kept = Math.min(block.length, start + this.#maxOriginalBytes);
        spans.push({ start, end: kept, next: block.length, line, broken });
        this.#skippingLine = !final;
        cursor.pos = block.length;
        cursor.line = line;
        break;
      }
      const kept = Math.min(lineEnd, start + this.#maxOriginalBytes);
      spans.push({ start, end: kept, next: lineEnd + 1, line, broken });
      cursor.pos = lineEnd + 1;
      cursor.line = line + 1;
    }
    this.#line = cursor.line;
    return { spans, consumed: block.length, crlf };
  }
}

/**
 * Reads one record from `cursor`, moves it behind the record's line end and returns the end of the record, or one
 * of the negative outcomes above (the cursor is then not moved). The loops are written out flat: they see every
 * byte of every file.
 */
function readRecord(block: Uint8Array, cursor: { pos: number; line: number }, final: boolean): number {
  const length = block.length;
  let pos = cursor.pos;
  let line = cursor.line;
  for (;;) {
    if (pos < length && block[pos] === QUOTE) {
      pos++;
      for (;;) {
        if (pos >= length) return INCOMPLETE;
        const byte = block[pos++];
        if (byte === QUOTE) break;
        if (byte === ESCAPE) {
          if (block[pos] === LF) line++;
          pos++;
        } else if (byte === LF) line++;
      }
      if (pos === length) {
        if (!final) return INCOMPLETE;
        cursor.pos = pos;
        cursor.line = line;
        return pos;
      }
      const byte = block[pos];
      if (byte === COMMA) {
        pos++;
        continue;
      }
      if (byte === LF) {
        cursor.pos = pos + 1;
        cursor.line = line + 1;
        return pos;
      }
      if (byte !== CR) return JUNK_AFTER_QUOTE;
      if (pos + 1 === length && !final) return INCOMPLETE;
      if (block[pos + 1] !== LF) return JUNK_AFTER_QUOTE;
      cursor.pos = pos + 2;
      cursor.line = line + 1;
      return pos;
    }
    let byte: number | undefined;
    while (pos < length) {
      byte = block[pos];
      if (byte === COMMA || byte === LF || byte === QUOTE) break;
      pos++;
    }
    if (pos === length) {
      if (!final) return INCOMPLETE;
      cursor.pos = pos;
      cursor.line = line;
      return pos;
    }
    if (byte === QUOTE) return QUOTE_INSIDE;
    pos++;
    if (byte === LF) {
      const start = cursor.pos;
      cursor.pos = pos;
      cursor.line = line + 1;
      return pos - 2 >= start && block[pos - 2] === CR ? pos - 2 : pos - 1;
    }
  }
}

function whyBroken(outcome: number, tooLong: boolean): string {
  if (outcome === QUOTE_INSIDE) return 'a quote stands inside an unquoted field';
  if (outcome === JUNK_AFTER_QUOTE) return 'a closing quote is not followed by a delimiter';
  if (tooLong) return 'the record does not end within the longest length allowed';
  return 'a quoted field is still open at the end of the file';
}
