import type { RetryOutcome } from '../operators/dead-letters/decide-retry.ts';
import type { ListedLetter } from '../operators/dead-letters/list.ts';
import type { ReadableOriginal } from '../operators/dead-letters/original.ts';
import { rfc3339, table } from './text.ts';

/** A dead letter as JSON has it: times as RFC 3339, without its original. */
export function letterJson(letter: ListedLetter): Record<string, unknown> {
  const { appendedAt, retry, key: _key, ...told } = letter;
  return {
    ...told,
    writtenAt: rfc3339(appendedAt),
    retriedAt: retry === null ? null : rfc3339(retry.at),
    retriedHow: retry?.how ?? null,
  };
}

export function letterTable(letters: readonly ListedLetter[]): string {
  return table([
    ['written', 'id', 'code', 'course', 'learner', 'retried', 'reason'],
    ...letters.map(({ appendedAt, id, code, courseId, learnerId, retry, reason }) => [
      rfc3339(appendedAt),
      oneLine(id),
      code,
      oneLine(courseId),
      learnerId === null ? null : oneLine(learnerId),
      retry === null ? null : rfc3339(retry.at),
      oneLine(reason),
    ]),
  ]);
}

export function letterText(letter: ListedLetter, original: ReadableOriginal): string {
  const { retry, learnerId, bytes } = letter;
  const rows = [
    ['id', letter.id],
    ['code', letter.code],
    ['reason', letter.reason],
    ['source', letter.source],
    ['course', letter.courseId],
    ['learner', learnerId],
    ['written', rfc3339(letter.appendedAt)],
    ['retried', retry === null ? null : `${rfc3339(retry.at)} (${retry.how})`],
  ];
  const cells = rows.map(([name = null, text = null]) => [name, text === null ? null : oneLine(text)]);
  return `${table(cells)}\n\n${originalText(original, bytes)}`;
}

function originalText(original: ReadableOriginal, bytes: number): string {
  if ('event' in original) {
    const { name, value } = original.event;
    return `original: ${bytes} bytes, ${name}\n${JSON.stringify(withHex(value), null, 2)}`;
  }
  if ('text' in original) return `original: ${bytes} bytes of text\n${original.text}`;
  return `original: ${bytes} bytes, in hex\n${original.hex}`;
}

export function retryTable(
  groups: readonly { readonly outcome: RetryOutcome; readonly why: string; readonly letters: number }[],
  dryRun: boolean,
): string {
  if (groups.length === 0) return 'no dead letter matches';
  const rows = table([
    ['letters', 'outcome', ''],
    ...groups.map(({ letters, outcome, why }) => [letters, outcome, why]),
  ]);
  return dryRun ? `${rows}\nnothing was done (--dry-run)` : rows;
}

/** A value for `JSON.stringify`, its bytes as hex. */
export function withHex(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(withHex);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withHex(field)]));
}

/** Exports may hold anything: a line stays one line, and nothing in it moves the terminal's cursor. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD');
}
