import { until } from '@learning-tracker/streams/contract';
import type { Bed } from './bed.ts';

const CHUNK = 100;
/** Records that wait to be processed: always some, never so many that the input is over soon. */
const MOST_LAG = 600;
const DEADLINE_MS = 120_000;

/** Keeps processors at work. */
export interface Load {
  /** Ends it; the whole input has then been appended once at least. */
  end(): Promise<void>;
}

/** Appends the input chunk by chunk, again from its start when it is over: what comes twice changes nothing. */
export function startLoad(bed: Bed): Load {
  let ending = false;
  const appending = append();

  async function append(): Promise<void> {
    for (let start = 0; !ending; start = (start + CHUNK) % bed.records.length) {
      await until('processors keep up', hasRoom, DEADLINE_MS);
      if (!ending) await appendPatiently(start, start + CHUNK);
      if (ending) await appendPatiently(start, bed.records.length);
    }
  }

  async function hasRoom(): Promise<boolean> {
    const lag = await bed.lag();
    return ending || (lag !== null && lag < MOST_LAG);
  }

  /** What was appended without an answer is appended again. */
  async function appendPatiently(from: number, to: number): Promise<void> {
    const records = bed.records.slice(from, to);
    await until(
      'the log takes records',
      () =>
        bed.append(records).then(
          () => true,
          () => false,
        ),
      DEADLINE_MS,
    );
  }

  return {
    end: async () => {
      ending = true;
      await appending;
    },
  };
}
