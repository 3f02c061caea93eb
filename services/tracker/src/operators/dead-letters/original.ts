import { type DecodedEvent, eventOf, type Serde } from '@learning-tracker/streams';
import { originOf } from './letters.ts';

type Decoding = Pick<Serde, 'prepare' | 'decode'>;

/** The original of a dead letter, in the most readable form its bytes allow. */
export type ReadableOriginal =
  | { readonly event: DecodedEvent }
  | { readonly text: string }
  | { readonly hex: string };

/** Control characters that no text of an export has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Rejects only where the schema registry fails. */
export async function readableOriginal(
  serde: Decoding,
  letter: { readonly id: string; readonly original: Uint8Array },
): Promise<ReadableOriginal> {
  const event = originOf(letter.id)?.kind === 'record' ? await eventOf(serde, letter.original) : null;
  if (event !== null) return { event };
  const text = textOf(letter.original);
  return text === null ? { hex: Buffer.from(letter.original).toString('hex') } : { text };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return UNPRINTABLE.test(text) ? null : text;
  } catch {
    return null;
  }
}
