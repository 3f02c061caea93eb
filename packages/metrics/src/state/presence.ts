import { DAY, type Micros } from '../time.ts';
import type { DayPart, ProgressEntry, Runs } from './parts.ts';
import { joinPairs } from './runs.ts';

/**
 * Presence sessions over clicks and progress times, in epoch microseconds: start, end, start, end …; runs that
 * meet over midnight are joined here, since parts end there.
 *
 * @param video whether video events count (they do in `standard`, not in `lak21`)
 */
export function presenceSessions(
  days: readonly DayPart[],
  progress: readonly ProgressEntry[],
  video: boolean,
): Runs {
  const pairs: [Micros, Micros][] = progress.map((row) => [row.at, row.at]);
  for (const day of days) {
    const midnight = day.day * DAY;
    for (const runs of video ? [day.pageRuns, day.videoRuns] : [day.pageRuns]) {
      for (let i = 0; i + 1 < runs.length; i += 2)
        pairs.push([midnight + (runs[i] ?? 0), midnight + (runs[i + 1] ?? 0)]);
    }
  }
  return joinPairs(pairs);
}
