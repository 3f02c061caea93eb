import { shortId, slugOf } from '../ids.ts';
import type { Random } from '../random.ts';
import {
  DISCUSSION_PROMPT,
  EXAM,
  type ItemType,
  LECTURE,
  QUIZ,
  SPECIAL_TYPES,
  SUPPLEMENT,
  UNKNOWN_TYPE,
} from './item-types.ts';

export interface Module {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

export interface Lesson {
  readonly id: string;
  readonly name: string;
  readonly moduleId: string;
}

export interface Item {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly type: ItemType;
  /** As the tables name the type: its id, its atom id, or one that nobody knows. */
  readonly typeId: string;
  /** Null for an item that hangs in no lesson. */
  readonly lessonId: string | null;
  readonly optional: boolean;
}

export interface Placed<T> {
  readonly entry: T;
  /** Order among its siblings, from 0; of a module: its week. */
  readonly order: number;
}

/** One version of the course: what a branch holds. */
export interface Version {
  readonly branchId: string;
  readonly modules: readonly Placed<Module>[];
  readonly lessons: readonly Placed<Lesson>[];
  readonly items: readonly Placed<Item>[];
  /** All items the way a learner goes through them, with the week in which each is due. */
  readonly outline: readonly { readonly item: Item; readonly week: number }[];
}

export interface Content {
  /** The version of the previous cohort and of the first followed session. */
  readonly first: Version;
  /** The overhauled version of the second followed session; `course_items` shows this one. */
  readonly second: Version;
}

type Presence = 'both' | 'first' | 'second';

interface Draft {
  readonly item: Item;
  readonly presence: Presence;
}

const DESCRIPTION = 'Wat u leert: "meten", tellen\nand more \\ less — 学習, step by step';

/** The content of a course of so many weeks: one module a week, every item type at least once. */
export function createContent(random: Random, weeks: number): Content {
  const counts = new Map<string, number>();
  const drafts: Draft[] = [];
  const modules: Module[] = [];
  const lessons: Lesson[] = [];

  function add(
    type: ItemType,
    lessonId: string | null,
    shape: { optional?: boolean; presence?: Presence; byAtom?: boolean } = {},
  ): void {
    const count = (counts.get(type.description) ?? 0) + 1;
    counts.set(type.description, count);
    const name = itemName(type, count);
    const typeId = shape.byAtom === true && type.atomId !== null ? type.atomId : type.id;
    const item: Item = {
      id: shortId(random, 5),
      name,
      slug: slugOf(name),
      type,
      typeId,
      lessonId,
      optional: shape.optional ?? false,
    };
    drafts.push({ item, presence: shape.presence ?? 'both' });
  }

  const specialsAWeek = Math.max(2, Math.ceil(SPECIAL_TYPES.length / weeks));
  for (let week = 0; week < weeks; week += 1) {
    const moduleId = shortId(random, 5);
    modules.push({ id: moduleId, name: `Module ${week + 1}: "part ${week + 1}"`, description: DESCRIPTION });
    const [opening, core, practice] = [1, 2, 3].map((number) => {
      const lesson = { id: shortId(random, 5), name: `Lesson ${week + 1}.${number}`, moduleId };
      lessons.push(lesson);
      return lesson.id;
    }) as [string, string, string];

    add(LECTURE, opening);
    add(SUPPLEMENT, opening);
    add(LECTURE, opening);
    add(LECTURE, opening, { byAtom: week % 2 === 0 });
    if (week === 0) add(UNKNOWN_TYPE, opening);
    add(LECTURE, core, week === 0 ? { presence: 'second' } : {});
    add(SUPPLEMENT, core, { optional: week % 3 === 0, byAtom: week % 2 === 1 });
    add(DISCUSSION_PROMPT, core, { byAtom: week % 3 === 1 });
    add(QUIZ, core);
    if (week === weeks - 1) add(SUPPLEMENT, practice, { presence: 'first' });
    for (let n = 0; n < specialsAWeek; n += 1) {
      const special = SPECIAL_TYPES[(week * specialsAWeek + n) % SPECIAL_TYPES.length];
      if (special === undefined) continue;
      add(special, practice, { optional: special.description === 'slideshow', byAtom: special.id === '4' });
    }
    if (week % 2 === 1 || week === weeks - 1) add(EXAM, practice);
  }
  add(SUPPLEMENT, null);

  const straight = modules.map((_, order) => order);
  return {
    first: versionOf(shortId(random, 8), 'first', straight, { modules, lessons, drafts }),
    second: versionOf(shortId(random, 8), 'second', swapped(straight), { modules, lessons, drafts }),
  };
}

function itemName(type: ItemType, count: number): string {
  const title = type.description.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return count % 5 === 3 ? `${title} ${count}, "why" \\ café` : `${title} ${count}`;
}

/** The overhaul taught the second and third week the other way round (of two weeks: both). */
function swapped(orders: readonly number[]): readonly number[] {
  if (orders.length < 2) return orders;
  const from = orders.length === 2 ? 0 : 1;
  return orders.map((order, index) => (index === from ? order + 1 : index === from + 1 ? order - 1 : order));
}

function versionOf(
  branchId: string,
  presence: Presence,
  weekOfModule: readonly number[],
  all: { modules: readonly Module[]; lessons: readonly Lesson[]; drafts: readonly Draft[] },
): Version {
  const modules = all.modules.map((entry, index) => ({ entry, order: weekOfModule[index] ?? index }));
  const weekById = new Map(modules.map(({ entry, order }) => [entry.id, order]));
  const lessons = numbered(all.lessons, (lesson) => lesson.moduleId);
  const weekOfLesson = new Map(all.lessons.map((lesson) => [lesson.id, weekById.get(lesson.moduleId) ?? 0]));
  const kept = all.drafts.filter((draft) => draft.presence === 'both' || draft.presence === presence);
  const items = numbered(
    kept.map((draft) => draft.item),
    (item) => item.lessonId ?? '',
  );
  // Array sort is stable: within a week the items stay in the order they were drafted in.
  const outline = items
    .map(({ entry }) => ({
      item: entry,
      week: entry.lessonId === null ? 0 : (weekOfLesson.get(entry.lessonId) ?? 0),
    }))
    .sort((a, b) => a.week - b.week);
  return { branchId, modules, lessons, items, outline };
}

function numbered<T>(entries: readonly T[], parentOf: (entry: T) => string): Placed<T>[] {
  const next = new Map<string, number>();
  return entries.map((entry) => {
    const order = next.get(parentOf(entry)) ?? 0;
    next.set(parentOf(entry), order + 1);
    return { entry, order };
  });
}
