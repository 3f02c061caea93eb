import { type Click, clickFields } from './clickstream/click.ts';
import { createClickstream } from './clickstream/clickstream.ts';
import { type Delivery, deliveriesOf, type Edition } from './clickstream/deliveries.ts';
import { writeDay } from './clickstream/write-day.ts';
import { courseConfig } from './config.ts';
import type { CourseModel } from './model/model.ts';
import { createModel } from './model/model.ts';
import type { Person } from './model/people.ts';
import { checkOptions, type SyntheticCourseOptions } from './options.ts';
import { writeTables } from './tables/write-tables.ts';
import { DAY, HOUR, isoOf, parseTime, startOfDay, WEEK } from './time.ts';
import { createWorld } from './world.ts';

/** A learner as consumers of the exports need to know one. */
export interface SyntheticLearner {
  readonly tableId: string;
  /** What the dashboard knows the learner by. */
  readonly dashboardId: string;
  /** Branch of the followed session joined last; of previous learners that of their session. */
  readonly branchId: string;
  /** All sessions ever joined, in the order of joining, each once. */
  readonly sessionIds: readonly string[];
  readonly archetype: string;
}

/** One row of a clickstream file: its kind, its time (epoch microseconds) and the 16 columns. */
export interface SyntheticClick {
  readonly kind: 'access' | 'video';
  readonly at: number;
  readonly fields: readonly string[];
}

export interface SyntheticCourse {
  /** The content of `course.json`. */
  readonly config: Record<string, unknown>;
  /** UTC days `YYYY-MM-DD` that have a clickstream export, ascending, the previous cohort's included. */
  readonly days: readonly string[];
  /** Exports of days in the order they arrive: some days twice, some late. */
  readonly deliveries: readonly Delivery[];
  /** Members of the followed sessions; the first is busy from beginning to end: the one to show. */
  readonly learners: readonly SyntheticLearner[];
  /** Members of the previous session who are in no followed one. */
  readonly previousLearners: readonly SyntheticLearner[];
  /** Starts of the followed sessions, the middle of the first and the moment when all is over; RFC 3339. */
  readonly startsAt: readonly string[];
  readonly halfwayAt: string;
  readonly endsAt: string;
  /**
   * Writes access and video file of a day into `folder` (made if missing) and returns their paths: none for
   * a day that is not in `days`. 'first' is a shorter edition that ends in the afternoon and has names of its own
   * (`access-YYYY-MM-DD_1.csv.gz`); default 'final'.
   */
  writeDay(folder: string, day: string, edition?: Edition): Promise<readonly string[]>;
  /** Writes the table zip as it would be at `snapshotAt` (RFC 3339) and returns its path, which ends in the epoch ms. */
  writeTables(folder: string, snapshotAt: string): Promise<string>;
  /** The rows that `writeDay` writes, in file order. */
  clicksOf(day: string, edition?: Edition): Iterable<SyntheticClick>;
}

/**
 * Makes up a course, its learners and what they do. Equal options give equal files, byte for byte; the machine's
 * clock plays no part. Throws RangeError for options out of range.
 */
export function createSyntheticCourse(options: SyntheticCourseOptions): SyntheticCourse {
  const checked = checkOptions(options);
  const model = createModel(checked);
  const world = createWorld(model);
  const clickstream = createClickstream(world);
  const { days } = clickstream;
  const { first, second, previous } = model.calendar;
  const lastDay = days.at(-1);
  const lastDayEnds = lastDay === undefined ? second.endAt : startOfDay(lastDay) + DAY;

  return {
    config: courseConfig(model, days[0] ?? isoOf(previous.startAt).slice(0, 10)),
    days,
    deliveries: deliveriesOf(days),
    learners: model.people.followed.map((person) => learnerOf(person, model)),
    previousLearners: model.people.previous.map((person) => learnerOf(person, model)),
    startsAt: [isoOf(first.startAt), isoOf(second.startAt)],
    halfwayAt: isoOf(first.startAt + Math.floor((checked.weeks * WEEK) / 2) + 6 * HOUR),
    endsAt: isoOf(Math.max(second.endAt, lastDayEnds) + 5 * DAY),
    writeDay: (folder, day, edition = 'final') => writeDay(clickstream, folder, day, edition),
    writeTables: (folder, snapshotAt) => writeTables(world, folder, parseTime(snapshotAt)),
    *clicksOf(day, edition = 'final') {
      for (const click of clickstream.clicksOf(day, edition)) yield publicClick(click);
    },
  };
}

function publicClick(click: Click): SyntheticClick {
  return { kind: click.kind, at: click.at, fields: clickFields(click) };
}

function learnerOf(person: Person, model: CourseModel): SyntheticLearner {
  const { first, second } = model.calendar;
  const sessions = [...new Set(person.memberships.map((membership) => membership.session))];
  const followed = sessions.filter((session) => session === first || session === second);
  const last = followed.at(-1) ?? model.calendar.previous;
  return {
    tableId: person.tableId,
    dashboardId: person.dashboardId,
    branchId: last.version.branchId,
    sessionIds: sessions.map((session) => session.id),
    archetype: person.archetype,
  };
}
