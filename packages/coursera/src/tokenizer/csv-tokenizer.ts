import { isUtf8 } from 'node:buffer';
import { TrackerError } from '@learning-tracker/runtime';
import { parse } from 'csv-parse/sync';
import { COURSERA_ERRORS } from '../errors.ts';
import type { TokenizedRecord, Tokenizer } from '../model.ts';
import { RecordScanner, type Scan, type Span } from './record-scanner.ts';

export interface CsvTokenizerOptions {
  /** Bytes handed to csv-parse at a time (default 64 KiB); a chunk holds the records of one block. */
  readonly blockBytes?: number;
  /** A record longer than this is broken (default 4 MiB): it bounds the memory that a stray quote can claim. */
  readonly maxRecordBytes?: number;
}

/**
 * Records of one block live at once. Those of 256 KiB outlive a scavenge of the young generation, which then costs
 * several times as much, in helper threads beside those that parse.
 */
const DEFAULT_BLOCK_BYTES = 64 * 1024;

/** Most bytes of a broken line that are kept as its original. */
const MAX_ORIGINAL_BYTES = 64 * 1024;
const BOM = [0xef, 0xbb, 0xbf] as const;

/**
 * Tokenizer of the dialect of Coursera's exports: delimiter `,`, quote `"`, escape `\` (also inside quotes), no
 * doubled quotes, line end `\n` or `\r\n`, UTF-8 with or without a byte order mark. Blank lines are skipped.
 *
 * csv-parse is called synchronously on blocks that end where a record ends: its stream interface costs about a
 * third more a record, and has neither line numbers nor a way back after a stray quote.
 */
export function createCsvTokenizer(options: CsvTokenizerOptions = {}): Tokenizer {
  const blockBytes = Math.max(BOM.length, options.blockBytes ?? DEFAULT_BLOCK_BYTES);
  const maxRecordBytes = options.maxRecordBytes ?? 4 * 1024 * 1024;

  return {
    async *records(source) {
      const scanner = new RecordScanner(maxRecordBytes, MAX_ORIGINAL_BYTES);
      let atStart = true;
      for await (const { block: bytes, final, done } of blocks(source, blockBytes)) {
        const block = atStart ? withoutBom(bytes) : bytes;
        atStart = false;
        const scan = scanner.scan(block, final);
        done(bytes.length - block.length + scan.consumed);
        const records = tokenize(block, scan);
        if (records.length > 0) yield records;
      }
    },
  };
}

interface Block {
  readonly block: Buffer;
  readonly final: boolean;
  /** Says how much of the block was used; the rest is the beginning of the next one. */
  done(consumed: number): void;
}

async function* blocks(source: AsyncIterable<Uint8Array>, blockBytes: number): AsyncGenerator<Block> {
  let pending: Uint8Array[] = [];
  let size = 0;
  // A record longer than a block is scanned again each time; doubling keeps the sum of these scans linear.
  let wanted = blockBytes;
  const take = (final: boolean): Block => {
    const block = Buffer.concat(pending, size);
    return {
      block,
      final,
      done(consumed) {
        const rest = block.subarray(consumed);
        pending = rest.length > 0 ? [rest] : [];
        size = rest.length;
        wanted = Math.max(blockBytes, 2 * size);
      },
    };
  };
  for await (const bytes of source) {
    pending.push(bytes);
    size += bytes.length;
    if (size >= wanted) yield take(false);
  }
  if (size > 0) yield take(true);
}

function withoutBom(block: Buffer): Buffer {
  return BOM.every((byte, at) => block[at] === byte) ? block.subarray(BOM.length) : block;
}

/** Plain properties: one is made for each row, and private names (`#`) cost more to define. */
class BlockRecord implements TokenizedRecord {
  readonly line: number;
  readonly fields: readonly string[];
  readonly problem: TokenizedRecord['problem'];
  private readonly block: Buffer;
  private readonly span: Span;

  constructor(block: Buffer, span: Span, fields: readonly string[], problem: TokenizedRecord['problem']) {
    this.line = span.line;
    this.fields = fields;
    this.problem = problem;
    this.block = block;
    this.span = span;
  }

  /** A copy: a kept record must not keep its whole block. */
  get original(): Uint8Array {
    return Uint8Array.from(this.block.subarray(this.span.start, this.span.end));
  }
}

function tokenize(block: Buffer, { spans, crlf }: Scan): TokenizedRecord[] {
  const records: TokenizedRecord[] = [];
  let runStart = 0;
  for (const [at, span] of spans.entries()) {
    if (span.broken === null) continue;
    parseRun(block, spans.slice(runStart, at), crlf, records);
    const original = Uint8Array.from(block.subarray(span.start, span.end));
    records.push(new BlockRecord(block, span, [], { code: 'bad_quoting', reason: span.broken, original }));
    runStart = at + 1;
  }
  parseRun(block, runStart === 0 ? spans : spans.slice(runStart), crlf, records);
  return records;
}

/** Parses records that follow each other without a gap; all of them are well-formed. */
function parseRun(block: Buffer, spans: readonly Span[], crlf: boolean, into: TokenizedRecord[]): void {
  const first = spans[0];
  const last = spans.at(-1);
  if (first === undefined || last === undefined) return;
  const bytes = block.subarray(first.start, last.next);
  const rows = parseCsv(bytes, crlf);
  // Blank lines come out as one empty field, but for one that ends the input without a line end.
  if (rows.length !== spans.length) {
    throw new TrackerError(
      'TOKENIZER_DISAGREES',
      `the CSV parser found ${rows.length} records where ${spans.length} stand (from line ${first.line})`,
      COURSERA_ERRORS.TOKENIZER_DISAGREES,
    );
  }
  const clean = isUtf8(bytes);
  for (let at = 0; at < spans.length; at++) {
    const span = spans[at];
    const fields = rows[at];
    if (span === undefined || fields === undefined || span.end === span.start) continue;
    if (clean || isUtf8(block.subarray(span.start, span.end))) {
      into.push(new BlockRecord(block, span, fields, undefined));
    } else {
      const original = Uint8Array.from(block.subarray(span.start, span.end));
      const problem = { code: 'bad_encoding', reason: 'the row is not valid UTF-8', original } as const;
      into.push(new BlockRecord(block, span, fields, problem));
    }
  }
}

function parseCsv(bytes: Buffer, crlf: boolean): string[][] {
  return parse(bytes, {
    delimiter: ',',
    quote: '"',
    escape: '\\',
    // The second delimiter is looked for at every unquoted character, so only where the block has it.
    record_delimiter: crlf ? ['\r\n', '\n'] : '\n',
    relax_column_count: true,
  });
}
