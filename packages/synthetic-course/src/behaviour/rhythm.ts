import { HABITS } from '../model/archetypes.ts';
import type { Person, Stay } from '../model/people.ts';
import type { Random } from '../random.ts';
import { DAY, HOUR, MINUTE, type Micros, SECOND, WEEK } from '../time.ts';

/** A moment at which a learner sits down, and for how long. */
export interface Sitting {
  readonly stay: Stay;
  /** Week of the session, negative before its start. */
  readonly week: number;
  readonly at: Micros;
  readonly minutes: number;
}

/** When a learner studies: local days drawn by the archetype's rhythm, at the hours the learner prefers. */
export function sittings(person: Person, weeks: number, random: Random): Sitting[] {
  const habit = HABITS[person.archetype];
  const offset = person.place.offsetMinutes * MINUTE;
  const result: Sitting[] = [];
  let free = 0;

  for (const stay of person.stays) {
    const firstDay = Math.floor((stay.from + offset) / DAY);
    const lastDay = Math.floor((stay.until + offset) / DAY);
    let came = false;
    for (let day = firstDay; day <= lastDay; day += 1) {
      const sinceStart = day * DAY + DAY / 2 - offset - stay.session.startAt;
      const week = Math.floor(sinceStart / WEEK);
      const dayOfWeek = Math.floor(sinceStart / DAY) - week * 7;
      // 1970-01-01 was a Thursday.
      const weekday = (day + 3) % 7;
      const rhythm = habit.rhythm(dayOfWeek, weekday >= 5, Math.max(0, week), person.dropWeek);
      const fading = 1 - (0.25 * Math.max(0, week)) / weeks;
      const overtime = week >= weeks ? 0.3 : 1;
      const eager = week < 0 && person.number % 11 !== 3 ? 0.25 : 1;
      const zeal = person.showcase ? 1.1 : 0.55 + 0.75 * person.diligence;
      const drawn = random.chance(rhythm * fading * overtime * eager * zeal);
      const comes = drawn || (!came && week >= 0 && firstVisit(person));
      if (!comes) continue;

      const visits = random.chance(0.22) ? 2 : 1;
      for (let n = 0; n < visits; n += 1) {
        const hour = n === 0 ? random.bell(person.hour, 1.3) : random.between(9, 23.8);
        const wished = day * DAY - offset + hour * HOUR;
        const at = Math.floor(Math.max(wished, stay.from + MINUTE, free) / 1000) * 1000;
        const minutes = Math.min(170, Math.max(4, random.bell(habit.minutes, habit.minutes * 0.4)));
        if (at + 3 * HOUR > stay.until) continue;
        result.push({ stay, week, at, minutes });
        free = at + minutes * MINUTE + 2 * HOUR + SECOND;
        came = true;
      }
    }
  }
  return result;
}

/** Everybody has a look at least once, ghosts but for every second. */
function firstVisit(person: Person): boolean {
  return person.archetype !== 'ghost' || person.number % 2 === 1;
}
