import type { Micros } from '@learning-tracker/metrics';
import { Temporal } from 'temporal-polyfill';
import type { CourseConfig } from './course-config/index.ts';

/** What decides when weeks of a course open. */
export interface CourseSchedule {
  readonly config: Pick<CourseConfig, 'timeZone' | 'rollover'>;
  /** End of the course's last session, when no further week opens; null: no end is known. */
  readonly endsAt: Micros | null;
}

/** The opening of one calendar week. */
export interface Opening {
  /** Monday of the week it falls in, in the course's time zone; days since 1970-01-01. */
  readonly week: number;
  readonly at: Micros;
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const EPOCH = Temporal.PlainDate.from('1970-01-01');

/**
 * The newest opening at or before `now` and before the end of the course. There is one in every calendar week (Monday to
 * Sunday), at the local time of day that `rollover` names: where the clocks are put forward over it, as long after the
 * jump; where it comes twice, the first time.
 */
export function newestOpening({ config, endsAt }: CourseSchedule, now: Micros): Opening {
  const latest = endsAt === null ? now : Math.min(now, endsAt - 1);
  for (let monday = mondayOf(config, latest); ; monday = monday.subtract({ weeks: 1 })) {
    const opening = openingOf(config, monday);
    if (opening.at <= latest) return opening;
  }
}

/** The first opening after `now`; null where the course is over by then. */
export function nextOpening({ config, endsAt }: CourseSchedule, now: Micros): Opening | null {
  for (let monday = mondayOf(config, now); ; monday = monday.add({ weeks: 1 })) {
    const opening = openingOf(config, monday);
    if (opening.at > now) return endsAt !== null && opening.at >= endsAt ? null : opening;
  }
}

/** The Monday of the calendar week that `at` falls in, in the course's time zone. */
function mondayOf({ timeZone }: CourseSchedule['config'], at: Micros): Temporal.PlainDate {
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  return today.subtract({ days: today.dayOfWeek - 1 });
}

function openingOf({ timeZone, rollover }: CourseSchedule['config'], monday: Temporal.PlainDate): Opening {
  const date = monday.add({ days: WEEKDAYS.indexOf(rollover.day) });
  const opens = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(rollover.time) });
  return { week: EPOCH.until(monday).days, at: opens.epochMilliseconds * 1000 };
}
