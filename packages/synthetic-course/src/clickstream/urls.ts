import type { Item } from '../model/content.ts';
import type { Random } from '../random.ts';

const HOST = 'https://www.coursera.org';

/** Forms that a course's URLs take; all of them occur in real exports, odd ones included. */
export interface Urls {
  readonly welcome: string;
  week(week: number): string;
  item(item: Item, random: Random): string;
  /** Deeper into an item: an attempt, a review, the discussion beside it. */
  withinItem(item: Item, random: Random): string;
  forumPage(random: Random, week: number): string;
  thread(forumId: string, questionId: string, random: Random): string;
  /** Anything that is neither item nor forum, some of it too short or too long to be parsed. */
  stray(random: Random, week: number): string;
}

export function createUrls(slug: string): Urls {
  const course = `${HOST}/learn/${slug}`;

  const strays: readonly ((week: number) => string)[] = [
    () => `${course}/home/info`,
    () => `${course}/home/assignments`,
    (week) => `${course}/home/week/${week + 1}?showAll=1`,
    () => `${course}/course-inbox`,
    () => `${course}/resources/ab1Cd`,
    (week) => `${course}/discussion/weeks/${week + 1}`,
    () => `${course}/`,
    () => course,
    () => `${HOST}/`,
    (week) => `${course}/home/week/${week + 1}/extra/deep/path/more`,
    () => `${course}/logistics/a/b/c/d/e/f/g`,
    (week) => `${course}/discussion/weeks/${week + 1}/threads/ab1Cd/replies/1`,
    () => `${course}/lecture/zzzzz/removed-lecture`,
    () => `${course}/home/welcome#announcements`,
  ];

  return {
    welcome: `${course}/home/welcome`,
    week: (week) => `${course}/home/week/${week + 1}`,
    item(item, random) {
      const base = `${course}/${item.type.page}/${item.id}`;
      const roll = random.next();
      if (roll < 0.03) return `${base}?authMode=login`;
      if (roll < 0.05) return base;
      if (roll < 0.07) return `${base}#main`;
      if (roll < 0.12) return `${base}/${item.slug}?t=${random.int(300)}`;
      if (roll < 0.14) return `${base}/${item.slug}#t=${random.int(300)}`;
      return `${base}/${item.slug}`;
    },
    withinItem(item, random) {
      const base = `${course}/${item.type.page}/${item.id}/${item.slug}`;
      switch (item.type.page) {
        case 'exam':
        case 'quiz':
          return `${base}/attempt`;
        case 'peer':
          return `${base}/review-next`;
        case 'discussionPrompt':
        case 'gradedDiscussionPrompt':
          return `${base}/discussions/${random.int(0x7fffffff).toString(16)}`;
        case 'lecture':
          return random.chance(0.3) ? `${base}/discussions` : base;
        default:
          return base;
      }
    },
    forumPage(random, week) {
      const roll = random.next();
      if (roll < 0.35) return `${course}/discussions`;
      if (roll < 0.45) return `${course}/discussions?sort=lastActivityAtDesc&page=1`;
      return `${course}/discussions/weeks/${week + 1}`;
    },
    thread(forumId, questionId, random) {
      const base = `${course}/discussions/forums/${forumId}/threads/${questionId}`;
      return random.chance(0.1) ? `${base}/replies/${random.int(99)}#comment` : base;
    },
    stray: (random, week) => random.pick(strays)(week),
  };
}
