import { hashedId } from '../ids.ts';
import { itemAt, type Random } from '../random.ts';
import { DAY, HOUR, type Micros, SECOND, WEEK } from '../time.ts';
import { type Archetype, DECK } from './archetypes.ts';
import type { Calendar, Session } from './calendar.ts';
import { COMPUTERS, type Device, PHONES, PLACES, type Place } from './places.ts';

/** A row of `on_demand_session_memberships`. */
export interface Membership {
  readonly session: Session;
  readonly startAt: Micros;
  readonly endAt: Micros | null;
}

/** A stretch of time in which a learner studies in a session. */
export interface Stay {
  readonly session: Session;
  readonly from: Micros;
  readonly until: Micros;
}

export interface Person {
  /** Number within the course; the name of the learner's random stream. */
  readonly number: number;
  readonly tableId: string;
  readonly dashboardId: string;
  readonly hashedIp: string;
  readonly place: Place;
  readonly computer: Device;
  readonly phone: Device;
  readonly archetype: Archetype;
  /** 0..1: what the learner puts in, and brings along; grades follow both. */
  readonly diligence: number;
  readonly ability: number;
  /** Local hour at which the learner likes to begin. */
  readonly hour: number;
  /** Week of the session in which a dropper stops. */
  readonly dropWeek: number;
  readonly memberships: readonly Membership[];
  readonly stays: readonly Stay[];
  /** False: no click of this learner reaches the clickstream (a blocker, or an app that only syncs progress). */
  readonly tracked: boolean;
  /** Greets everybody in the forum on the first visit. */
  readonly introduces: boolean;
  /** The learner to show: comes and works regularly, with neither luck nor mishap. */
  readonly showcase: boolean;
}

export interface People {
  /** Members of a followed session. */
  readonly followed: readonly Person[];
  /** Members of the previous session who did not come back. */
  readonly previous: readonly Person[];
  readonly all: readonly Person[];
}

const LEAST_PREVIOUS = 25;
/** So many of the previous cohort surely post, or calibration by cohort would find too few figures. */
const SURE_POSTERS = 24;

export function createPeople(random: Random, calendar: Calendar, learners: number, weeks: number): People {
  const followed: Person[] = [];
  for (let number = 0; number < learners; number += 1) {
    followed.push(followedPerson(number, random.split('person', number), calendar, weeks));
  }
  const previous: Person[] = [];
  const size = Math.max(LEAST_PREVIOUS, Math.round(learners * 0.6));
  for (let index = 0; index < size; index += 1) {
    const number = learners + index;
    previous.push(previousPerson(index, number, random.split('person', number), calendar, weeks));
  }
  return { followed, previous, all: [...followed, ...previous] };
}

function followedPerson(number: number, random: Random, calendar: Calendar, weeks: number): Person {
  const archetype = itemAt(DECK, number % DECK.length);
  const inFirst = number === 0 || number % 5 < 3;
  const home = inFirst ? calendar.first : calendar.second;
  const joinedAt = number === 0 ? home.startAt - 2 * DAY - 3 * HOUR : joinTime(number, random, home, weeks);

  const memberships: Membership[] = [];
  const stays: Stay[] = [];
  if (number % 23 === 7) {
    const then = joinTime(0, random, calendar.previous, weeks);
    const leftAt = calendar.previous.startAt + Math.ceil(weeks / 2) * WEEK;
    memberships.push({ session: calendar.previous, startAt: then, endAt: leftAt });
    stays.push({ session: calendar.previous, from: then, until: leftAt });
  }

  const switches = inFirst && number % 17 === 6;
  const movesOn = !switches && number % 41 === 18;
  const switchedAt = wholeMillis(calendar.second.startAt + random.between(0.2, 2) * DAY);
  const leftAt = switches
    ? switchedAt
    : movesOn
      ? wholeMillis(home.endAt - random.between(1, 4) * DAY)
      : random.chance(0.5)
        ? wholeMillis(home.endAt + random.between(1, 12) * DAY)
        : null;
  // A few study before the table says they joined: their row was written anew when they paid.
  const rowAt = number % 31 === 9 ? joinedAt + 3 * DAY : joinedAt;
  if (number % 37 === 13) {
    memberships.push({ session: home, startAt: joinedAt, endAt: joinedAt + 5 * HOUR });
    memberships.push({ session: home, startAt: joinedAt + 2 * DAY, endAt: leftAt });
  } else {
    memberships.push({ session: home, startAt: rowAt, endAt: leftAt });
  }
  stays.push({ session: home, from: joinedAt, until: Math.min(leftAt ?? home.endAt, home.endAt) });
  if (switches) {
    memberships.push({ session: calendar.second, startAt: switchedAt + SECOND, endAt: null });
    stays.push({ session: calendar.second, from: switchedAt + SECOND, until: calendar.second.endAt });
  }
  if (movesOn && leftAt !== null) {
    memberships.push({ session: calendar.upcoming, startAt: leftAt + SECOND, endAt: null });
  }

  return {
    ...traits(number, random, weeks),
    archetype,
    memberships,
    stays,
    tracked: number % 29 !== 11,
    introduces: random.chance(0.3) || number === 0,
    showcase: number === 0,
  };
}

function previousPerson(
  index: number,
  number: number,
  random: Random,
  calendar: Calendar,
  weeks: number,
): Person {
  const dealt = itemAt(DECK, index % DECK.length);
  const sure = index < SURE_POSTERS;
  const session = calendar.previous;
  const joinedAt = joinTime(sure ? 0 : number, random, session, weeks);
  return {
    ...traits(number, random, weeks),
    archetype: sure && dealt === 'ghost' ? 'auditor' : dealt,
    memberships: [{ session, startAt: joinedAt, endAt: session.endAt + DAY }],
    stays: [{ session, from: joinedAt, until: session.endAt }],
    tracked: sure || number % 29 !== 11,
    introduces: sure || random.chance(0.5),
    showcase: false,
  };
}

function traits(number: number, random: Random, weeks: number) {
  const showcase = number === 0;
  return {
    number,
    tableId: hashedId(random.split('table id')),
    dashboardId: hashedId(random.split('dashboard id')),
    hashedIp: hashedId(random.split('ip')),
    place: showcase ? itemAt(PLACES, 0) : random.pick(PLACES),
    computer: random.pick(COMPUTERS),
    phone: random.pick(PHONES),
    diligence: showcase ? 0.8 : limited(random.bell(0.6, 0.18)),
    ability: showcase ? 0.8 : limited(random.bell(0.65, 0.15)),
    hour: random.chance(0.6)
      ? random.bell(19.5, 1.2)
      : random.chance(0.5)
        ? random.bell(12, 1.5)
        : random.bell(8.5, 1),
    dropWeek: weeks === 1 ? 0.5 : 1 + random.int(weeks - 1),
  };
}

/** Most join in the fortnight before the start; every thirteenth comes late, every eleventh early and studies at once. */
function joinTime(number: number, random: Random, session: Session, weeks: number): Micros {
  const late = number % 13 === 4;
  const days = late
    ? random.between(2, Math.min(16, weeks * 5))
    : number % 11 === 3
      ? random.between(-9, -4)
      : random.bell(-1.5, 1.4);
  const at = session.startAt + days * DAY;
  return random.chance(0.6) ? Math.floor(at / SECOND) * SECOND : wholeMillis(at);
}

function wholeMillis(at: Micros): Micros {
  return Math.floor(at / 1000) * 1000;
}

function limited(share: number): number {
  return Math.min(1, Math.max(0.05, share));
}
