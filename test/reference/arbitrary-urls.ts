import fc from 'fast-check';
import { ITEM_IDS, UNKNOWN_ITEM_ID } from './arbitrary-content.ts';

/** What follows the course's slug, with ITEM for an item id: each form that a rule speaks of, and its neighbours. */
const PATHS = [
  // Items with query or fragment, with the most parts and one more.
  '/lecture/ITEM',
  '/lecture/ITEM?x=1',
  '/lecture/ITEM#top',
  '/lecture/ITEM?a#b?c',
  '/exam/ITEM/name?next=/a/b',
  '/exam/ITEM/a/b/c/d',
  '/exam/ITEM/a/b/c/d/e',
  // Forums and prompts.
  '/discussions',
  '/discussions/',
  '/discussions?sort=new',
  '/discussions/weeks/1',
  '/discussions/weeks?x/1',
  '/discussions/forums/f1/threads/t1',
  '/discussions/forums/f1/threads/t1/replies',
  '/discussionPrompt/ITEM/name',
  '/discussionPrompt/ITEM/name/desc/discussions/t1',
  '/discussionPrompt?x=1/ITEM',
  '/discussionPrompt',
  '/gradedDiscussionPrompt/ITEM/name',
  '/lecture/weeks',
  '/lecture/discussions',
  '/Discussions/weeks',
  // The two kinds with names of their own, up to their limits and beyond; with a query they are neither.
  '/discussion/all/1/threads/t1',
  '/discussion/weeks/1/threads/t1/replies',
  '/discussion?x/ITEM',
  '/home',
  '/home/weeks/1',
  '/home/week/1/ITEM',
  '/home/week/1/ITEM/more',
  '/home?x/ITEM',
  // Too short, empty, and no URL of a course at all.
  '',
  '/',
  '//ITEM',
  '/lecture/',
  '/lecture//name',
  '/lecture/?x=1',
];

/** A URL of a click: nearly half plain items, nearly half of all forms, some no URL of a course. */
export function arbitraryUrl(): fc.Arbitrary<string> {
  const itemId = fc.constantFrom(...ITEM_IDS, ...ITEM_IDS, UNKNOWN_ITEM_ID);
  const onCourse = (paths: string[]): fc.Arbitrary<string> =>
    fc
      .tuple(fc.constantFrom(...paths), itemId)
      .map(([path, id]) => `https://www.coursera.org/learn/slug${path.replace('ITEM', id)}`);
  return fc.oneof(
    { weight: 20, arbitrary: onCourse(['/lecture/ITEM/name', '/supplement/ITEM']) },
    { weight: 20, arbitrary: onCourse(PATHS) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', 'nonsense', 'http://elsewhere.example/a/b/lecture/A'),
    },
  );
}
