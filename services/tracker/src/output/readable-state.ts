import { DAY, type LearnerState, type Micros, type Part, type Runs } from '@learning-tracker/metrics';
import { rfc3339 } from './text.ts';

/** A state for people: maps as lists, times as RFC 3339, runs as from–to. */
export function readable(state: LearnerState): Record<string, unknown> {
  if (state.erased) return { erased: true };
  const names = [...state.parts.keys()].sort();
  return Object.fromEntries(names.map((name) => [name, readablePart(state.parts.get(name))]));
}

function readablePart(part: Part | undefined): unknown {
  if (part === undefined) return null;
  if (part.kind === 'day') {
    const midnight = part.day * DAY;
    return {
      date: rfc3339(midnight).slice(0, 10),
      presence: readableRuns(midnight, part.pageRuns),
      video: readableRuns(midnight, part.videoRuns),
      visits: [...part.visits.values()].map(({ pageType, itemId, clicks }) => ({
        pageType,
        itemId,
        ...(clicks.size === 0
          ? {}
          : { clicks: [...clicks.values()].map(({ offset }) => rfc3339(midnight + offset)) }),
      })),
    };
  }
  return JSON.parse(JSON.stringify(part, (key, value: unknown) => readableField(key, value)));
}

function readableField(key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries(value);
  if (
    (key === 'at' || key === 'version' || key === 'startAt' || key === 'endAt') &&
    typeof value === 'number'
  ) {
    return rfc3339(value);
  }
  return value;
}

function readableRuns(midnight: Micros, runs: Runs): string[] {
  const sessions: string[] = [];
  for (let i = 0; i + 1 < runs.length; i += 2) {
    sessions.push(`${rfc3339(midnight + (runs[i] ?? 0))} to ${rfc3339(midnight + (runs[i + 1] ?? 0))}`);
  }
  return sessions;
}
