import type { Life } from '../behaviour/life.ts';
import type { Person } from '../model/people.ts';
import { type Micros, parseTime } from '../time.ts';
import type { World } from '../world.ts';

/** When a learner is first seen: the first stay or membership row, whichever is earlier. */
export function firstSeenAt(person: Person): Micros {
  return Math.min(
    ...person.stays.map((stay) => stay.from),
    ...person.memberships.map((membership) => membership.startAt),
  );
}

/** Learners known at a moment, in an order that has nothing to do with time or cohort, as in real exports. */
export function knownLives(world: World, snapshotAt: Micros): readonly Life[] {
  return world.model.random
    .split('order of learners')
    .shuffled(world.lives)
    .filter((life) => firstSeenAt(life.person) <= snapshotAt);
}

/** Launch of the course, years before. */
export const LAUNCHED_AT = parseTime('2018-01-08T09:00:00Z');
