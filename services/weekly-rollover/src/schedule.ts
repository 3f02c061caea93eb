import type { Micros } from '@learning-tracker/metrics';
import type { CourseConfig } from '@learning-tracker/runtime';
import { Temporal } from 'temporal-polyfill';

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
  const { timeZone, rollover } = config;
  const latest = endsAt === null ? now : Math.min(now, endsAt - 1);
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(latest / 1000))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const weekday = WEEKDAYS.indexOf(rollover.day) + 1;
  const thisMonday = today.subtract({ days: today.dayOfWeek - 1 });
  for (let monday = thisMonday; ; monday = monday.subtract({ weeks: 1 })) {
    const date = monday.add({ days: weekday - 1 });
    const opens = date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(rollover.time) });
    const at = opens.epochMilliseconds * 1000;
    if (at <= latest) return { week: EPOCH.until(monday).days, at };
  }
}
