import { DAY, type LearnerState, type Micros, type Part, type Runs } from '@learning-tracker/metrics';

/** Writes a time for people. */
export type TimeText = (at: Micros) => string;

/** A state for people: maps as lists, times as text, runs as from–to. */
export function readable(state: LearnerState, text: TimeText): Record<string, unknown> {
  if (state.erased) return { erased: true };
  const parts = [...state.parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(parts.map(([name, part]) => [name, readablePart(part, text)]));
}

export function readablePart(part: Part, text: TimeText): unknown {
  if (part.kind === 'day') {
    const midnight = part.day * DAY;
    return {
      date: text(midnight).slice(0, 10),
      presence: readableRuns(midnight, part.pageRuns, text),
      video: readableRuns(midnight, part.videoRuns, text),
      visits: [...part.visits.values()].map(({ pageType, itemId, clicks }) => ({
        pageType,
        itemId,
        ...(clicks.size === 0
          ? {}
          : { clicks: [...clicks.values()].map(({ offset }) => text(midnight + offset)) }),
      })),
    };
  }
  return JSON.parse(JSON.stringify(part, (key, value: unknown) => readableField(key, value, text)));
}

function readableField(key: string, value: unknown, text: TimeText): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (
    (key === 'at' || key === 'version' || key === 'startAt' || key === 'endAt') &&
    typeof value === 'number'
  ) {
    return text(value);
  }
  return value;
}

function readableRuns(midnight: Micros, runs: Runs, text: TimeText): string[] {
  const sessions: string[] = [];
  for (let i = 0; i + 1 < runs.length; i += 2) {
    sessions.push(`${text(midnight + (runs[i] ?? 0))} to ${text(midnight + (runs[i + 1] ?? 0))}`);
  }
  return sessions;
}
