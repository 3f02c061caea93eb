import type { SyntheticCourse } from '@learning-tracker/synthetic-course';

/** What arrives on one day: clickstream files, and a table snapshot taken when they come. */
export interface Arrival {
  /** RFC 3339; all times of a synthetic course have one form, so they compare as text. */
  readonly at: string;
  readonly deliveries: SyntheticCourse['deliveries'];
}

/** The days of a course, in the order they arrive, parted at the moment when somebody opens the page. */
export interface Arrivals {
  readonly opensAt: string;
  readonly past: readonly Arrival[];
  readonly coming: readonly Arrival[];
}

/** How much of the course lies in the past when the page opens. */
const PAST_SHARE = 0.35;

/** Parts the course so that its page has something to show when it opens, and much that still moves it. */
export function arrivalsOf(course: SyntheticCourse): Arrivals {
  const byTime = new Map<string, SyntheticCourse['deliveries'][number][]>();
  for (const delivery of course.deliveries) {
    byTime.set(delivery.at, [...(byTime.get(delivery.at) ?? []), delivery]);
  }
  const all = [...byTime].map(([at, deliveries]) => ({ at, deliveries }));
  const opensAt = openingOf(course);
  return {
    opensAt,
    past: all.filter(({ at }) => at <= opensAt),
    coming: all.filter(({ at }) => at > opensAt),
  };
}

function openingOf(course: SyntheticCourse): string {
  const startsAt = Date.parse(course.startsAt[0] ?? course.halfwayAt);
  return new Date(startsAt + PAST_SHARE * (Date.parse(course.endsAt) - startsAt)).toISOString();
}
