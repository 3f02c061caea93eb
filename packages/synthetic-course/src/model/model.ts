import { shortId } from '../ids.ts';
import type { CheckedOptions } from '../options.ts';
import { createRandom, type Random } from '../random.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { type Content, createContent } from './content.ts';
import { createPeople, type People } from './people.ts';

/** Who, what and when: all that is fixed before anybody studies. */
export interface CourseModel {
  readonly courseId: string;
  readonly name: string;
  readonly slug: string;
  /** The partner's prefix in headings and names of tables. */
  readonly partner: string;
  readonly weeks: number;
  readonly random: Random;
  readonly content: Content;
  readonly calendar: Calendar;
  readonly people: People;
}

export function createModel(options: CheckedOptions): CourseModel {
  const random = createRandom(options.seed);
  const content = createContent(random.split('content'), options.weeks);
  const calendar = createCalendar(random.split('calendar'), content, options.weeks, options.startAt);
  return {
    courseId: shortId(random.split('course'), 22),
    name: 'Learning Analytics in Practice',
    // Several courses can stand side by side in one deployment, so no two of them share a slug.
    slug:
      options.seed === 1
        ? 'learning-analytics-in-practice'
        : `learning-analytics-in-practice-${options.seed}`,
    partner: 'northfield',
    weeks: options.weeks,
    random,
    content,
    calendar,
    people: createPeople(random, calendar, options.learners, options.weeks),
  };
}

/** `<slug with _>`: the id map's own heading, and the beginning of a table zip's name. */
export function underscored(model: CourseModel): string {
  return model.slug.replaceAll('-', '_');
}
