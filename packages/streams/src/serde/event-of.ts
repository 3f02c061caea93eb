import { TrackerError } from '@learning-tracker/runtime';
import type { DecodedEvent, Serde } from './serde.ts';

/** The event in the bytes of a record; null where they are none. Rejects only where the schema registry fails. */
export async function eventOf(
  serde: Pick<Serde, 'prepare' | 'decode'>,
  value: Uint8Array,
): Promise<DecodedEvent | null> {
  await serde.prepare([{ value }]);
  try {
    return serde.decode(value);
  } catch (error) {
    if (error instanceof TrackerError) return null;
    throw error;
  }
}
