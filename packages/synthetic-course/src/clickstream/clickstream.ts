import type { Life, Visit } from '../behaviour/life.ts';
import type { Random } from '../random.ts';
import { DAY, dayOf, HOUR, startOfDay } from '../time.ts';
import type { World } from '../world.ts';
import type { Click } from './click.ts';
import { createClicksOfVisit } from './clicks-of-visit.ts';
import { type Edition, FIRST_EDITION_ENDS, repeatsDayBefore } from './deliveries.ts';

export interface Clickstream {
  /** UTC days with at least one click, ascending. */
  readonly days: readonly string[];
  /** The rows of a day's two files, in file order; nothing for a day without export. */
  clicksOf(day: string, edition?: Edition): Iterable<Click>;
}

/** Rows that the following day's export may repeat are those of the last so many microseconds before midnight. */
const REPEATED = 2 * HOUR;

export function createClickstream(world: World): Clickstream {
  const clicksOfVisit = createClicksOfVisit(world.model, world.forum);
  const visitsByDay = visitsOfDays(world.lives);
  const days = [...visitsByDay.keys()].sort();
  const indexOf = new Map(days.map((day, index) => [day, index]));

  function* clicksBetween(day: string, from: number, until: number): Iterable<Click> {
    const visits = visitsByDay.get(day) ?? [];
    const order: Random = world.model.random.split('order', day);
    for (const [life, visit] of order.shuffled(visits)) {
      for (const click of clicksOfVisit(life.person, visit)) {
        if (click.at >= from && click.at < until) yield click;
      }
    }
  }

  return {
    days,
    *clicksOf(day, edition = 'final') {
      const index = indexOf.get(day);
      if (index === undefined) return;
      const midnight = startOfDay(day);
      if (edition === 'first') {
        yield* clicksBetween(day, midnight, midnight + FIRST_EDITION_ENDS);
        return;
      }
      yield* clicksBetween(day, midnight, midnight + DAY);
      if (repeatsDayBefore(index)) yield* clicksBetween(dayOf(midnight - 1), midnight - REPEATED, midnight);
    },
  };
}

/** Visits of learners whose clicks are recorded, by each UTC day they touch (they begin and end with a click). */
function visitsOfDays(lives: readonly Life[]): Map<string, (readonly [Life, Visit])[]> {
  const byDay = new Map<string, (readonly [Life, Visit])[]>();
  for (const life of lives) {
    if (!life.person.tracked) continue;
    for (const visit of life.visits) {
      for (const day of new Set([dayOf(visit.startAt), dayOf(visit.endAt)])) {
        const visits = byDay.get(day);
        if (visits === undefined) byDay.set(day, [[life, visit]]);
        else visits.push([life, visit]);
      }
    }
  }
  return byDay;
}
