import { hashedId, shortId } from '../ids.ts';
import type { Item } from '../model/content.ts';
import type { CourseModel } from '../model/model.ts';
import { itemAt } from '../random.ts';
import { DAY, type Micros } from '../time.ts';
import type { Life, PostWish } from './life.ts';

export interface Forum {
  /** Id of the forum of a week, and the last one for everything else. */
  readonly forumIds: readonly string[];
  /** In time order. */
  readonly questions: readonly Question[];
  readonly answers: readonly Answer[];
  /** Number of questions asked up to a time. */
  countUpTo(at: Micros): number;
}

export interface Question {
  readonly id: string;
  readonly authorId: string;
  readonly at: Micros;
  readonly updatedAt: Micros;
  readonly forumId: string;
  /** The prompt that it is the thread of; null for one that somebody asked. */
  readonly prompt: Item | null;
  /** Which of the texts it has. */
  readonly text: number;
}

export interface Answer {
  readonly id: string;
  readonly authorId: string;
  readonly at: Micros;
  readonly updatedAt: Micros;
  readonly questionId: string;
  readonly parentId: string | null;
  readonly text: number;
}

const TEXTS = 1000;

/** Everybody's posts, in threads. A prompt's thread was opened by the staff before anybody came. */
export function createForum(model: CourseModel, lives: readonly Life[]): Forum {
  const random = model.random.split('forum');
  const forumIds = Array.from({ length: model.weeks + 1 }, (_, week) =>
    shortId(random.split('id', week), 22),
  );
  const staffId = hashedId(random.split('staff'));
  const general = itemAt(forumIds, model.weeks);

  const questions: Question[] = [];
  const threadOfPrompt = new Map<string, string>();
  const openedAt = model.calendar.previous.startAt - 20 * DAY;
  for (const version of [model.content.first, model.content.second]) {
    for (const { item, week } of version.outline) {
      if (!item.type.page.endsWith('iscussionPrompt') || threadOfPrompt.has(item.id)) continue;
      const id = shortId(random.split('prompt', item.id), 22);
      threadOfPrompt.set(item.id, id);
      const forumId = itemAt(forumIds, week);
      questions.push({
        id,
        authorId: staffId,
        at: openedAt,
        updatedAt: openedAt,
        forumId,
        prompt: item,
        text: 0,
      });
    }
  }

  const wishes = lives
    .flatMap((life) => life.posts.map((wish, number) => ({ wish, number, authorId: life.person.tableId })))
    .sort((a, b) => a.wish.at - b.wish.at || (a.authorId < b.authorId ? -1 : 1));

  const ownQuestions = new Map<string, string[]>();
  for (const { wish, number, authorId } of wishes) {
    if (wish.kind !== 'question') continue;
    const own = random.split('question', authorId, number);
    const id = shortId(own, 22);
    const forumId = own.chance(0.2) ? general : itemAt(forumIds, Math.min(wish.week, model.weeks - 1));
    questions.push({
      id,
      authorId,
      at: wish.at,
      updatedAt: editedAt(wish.at, own.next()),
      forumId,
      prompt: null,
      text: own.int(TEXTS),
    });
    ownQuestions.set(authorId, [...(ownQuestions.get(authorId) ?? []), id]);
  }

  const countUpTo = (at: Micros): number => upperBound(questions, at);
  const answers: Answer[] = [];
  const lastInThread = new Map<string, string>();
  for (const { wish, number, authorId } of wishes) {
    if (wish.kind === 'question') continue;
    const own = random.split('answer', authorId, number);
    const id = shortId(own, 22);
    const questionId = threadFor(wish, authorId) ?? shortId(own, 22);
    answers.push({
      id,
      authorId,
      at: wish.at,
      updatedAt: editedAt(wish.at, own.next()),
      questionId,
      parentId: own.chance(0.25) ? (lastInThread.get(questionId) ?? null) : null,
      text: own.int(TEXTS),
    });
    lastInThread.set(questionId, id);
  }

  /** Null where the thread was deleted since: a question that no export knows. */
  function threadFor(wish: PostWish, authorId: string): string | null {
    if (wish.kind === 'prompt' && wish.item !== null) return threadOfPrompt.get(wish.item.id) ?? null;
    if (wish.roll < 0.05) return null;
    const known = countUpTo(wish.at);
    const mine = ownQuestions.get(authorId) ?? [];
    // Back in the own thread; rarely even in one that is only asked later, as after a thread was moved.
    if (wish.roll < 0.3 && mine.length > 0) return itemAt(mine, Math.floor(wish.roll * 1000) % mine.length);
    if (known === 0) return null;
    const recent = Math.min(known, 40);
    return itemAt(questions, known - 1 - (Math.floor(wish.roll * 9973) % recent)).id;
  }

  return { forumIds, questions, answers, countUpTo };
}

/** One post in five is edited, a day or two later. */
function editedAt(at: Micros, roll: number): Micros {
  return roll < 0.2 ? at + Math.floor(((1 + roll * 5) * DAY) / 1000) * 1000 : at;
}

function upperBound(questions: readonly Question[], at: Micros): number {
  let low = 0;
  let high = questions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (itemAt(questions, middle).at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
