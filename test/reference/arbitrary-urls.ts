import fc from 'fast-check';
import { ITEM_IDS, UNKNOWN_ITEM_ID } from './arbitrary-content.ts';

/** What follows the course's slug, with ITEM for an item id: each form that a rule speaks of, and its neighbours. */
const PATHS = [
  // Items, plainly (most often), with query or fragment, with the most parts and one more.
  '/lecture/ITEM/name',
  '/lecture/ITEM/name',
  '/supplement/ITEM/name',
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

/** A URL of a click; one in some forty is no URL. */
export function arbitraryUrl(): fc.Arbitrary<string> {
  const onCourse = fc
    .tuple(fc.constantFrom(...PATHS), fc.constantFrom(...ITEM_IDS, ...ITEM_IDS, UNKNOWN_ITEM_ID))
    .map(([path, itemId]) => `https://www.coursera.org/learn/slug${path.replace('ITEM', itemId)}`);
  const other = fc.constantFrom('', 'nonsense', 'http://elsewhere.example/a/b/lecture/A');
  return fc.oneof({ weight: 40, arbitrary: onCourse }, { weight: 1, arbitrary: other });
}
