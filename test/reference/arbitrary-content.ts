import fc from 'fast-check';
import { SESSION_STARTS } from './arbitrary-times.ts';
import type { ReferenceCourse, ReferenceItem, ReferenceItemType } from './model.ts';
import { DAY } from './time.ts';

/** In an order that differs from the ascending one, with capitals and numbers that sort as text. */
export const ITEM_IDS = ['m', 'b', 'A', 'D9', 'D10', 'weeks'];
export const UNKNOWN_ITEM_ID = 'gone';
const LESSON_IDS = ['l0', 'l1', 'l2'];
const MODULE_IDS = ['m0', 'm1', 'm2'];

/** Type ids `5` and `7` are each other's fifth column; `301` is found by the fifth column alone; `99` is unknown. */
const ITEM_TYPES: ReferenceItemType[] = [
  { typeId: '1', description: 'lecture', graded: false, atomTypeId: '301' },
  { typeId: '2', description: 'supplement', graded: false, atomTypeId: null },
  { typeId: '3', description: 'discussion prompt', graded: false, atomTypeId: '303' },
  { typeId: '4', description: 'phased peer', graded: true, atomTypeId: '304' },
  { typeId: '5', description: 'exam', graded: true, atomTypeId: '7' },
  { typeId: '7', description: 'graded discussion prompt', graded: true, atomTypeId: '5' },
];
const TYPE_IDS = ['1', '2', '3', '4', '5', '7', '301', '303', '99', null];

export const GRADED_ITEM_TYPES = ['exam', 'phased peer', 'supplement', 'no such type'];

type Content = Pick<ReferenceCourse, 'items' | 'lessons' | 'modules' | 'itemTypes' | 'sessions'>;

/**
 * Items, lessons, modules and types of a course and of its branches, and three sessions: `s0` (of the cohort before),
 * `s1` and `s2`, in two branches, in one, or in none. A branch has all of its content or none (then the course's).
 */
export function arbitraryContent(): fc.Arbitrary<Content> {
  return fc
    .record({
      // Few types a course, so that several items are of one.
      forms: fc
        .tuple(
          fc.constantFrom([null], [null, 'b1'], [null, 'b1', 'b2']),
          fc.subarray(TYPE_IDS, { minLength: 3, maxLength: 5 }),
        )
        .chain(([ids, typeIds]) => fc.tuple(...ids.map((id) => arbitraryForm(id, typeIds)))),
      itemTypes: fc.subarray(ITEM_TYPES, { minLength: 5 }),
      starts: fc.tuple(arbitraryStart(), arbitraryStart()),
      branchIds: fc.tuple(arbitraryBranchId(), arbitraryBranchId(), arbitraryBranchId()),
    })
    .map(({ forms, itemTypes, starts, branchIds }) => {
      return {
        items: forms.flatMap((form) => form.items),
        lessons: forms.flatMap((form) => form.lessons),
        modules: forms.flatMap((form) => form.modules),
        itemTypes,
        sessions: [
          { sessionId: 's2', startAt: starts[1], endAt: null, branchId: branchIds[2] },
          {
            sessionId: 's0',
            startAt: PREVIOUS_START,
            endAt: PREVIOUS_START + 35 * DAY,
            branchId: branchIds[0],
          },
          { sessionId: 's1', startAt: starts[0], endAt: starts[0] + 35 * DAY, branchId: branchIds[1] },
        ],
      };
    });
}

const PREVIOUS_START = (SESSION_STARTS[1] ?? 0) - 56 * DAY;

function arbitraryStart(): fc.Arbitrary<number> {
  return fc.constantFrom(...SESSION_STARTS);
}

function arbitraryBranchId(): fc.Arbitrary<string | null> {
  return fc.constantFrom(null, 'b1', 'b1', 'b2');
}

function arbitraryForm(
  branchId: string | null,
  typeIds: readonly (string | null)[],
): fc.Arbitrary<Omit<Content, 'itemTypes' | 'sessions'>> {
  return fc.record({
    items: fc
      .subarray(ITEM_IDS, { minLength: 3 })
      .chain((ids) => fc.tuple(...ids.map((itemId) => arbitraryItem(itemId, branchId, typeIds)))),
    lessons: fc.tuple(
      ...LESSON_IDS.map((lessonId) =>
        fc
          .constantFrom(...MODULE_IDS, ...MODULE_IDS, ...MODULE_IDS, 'm9', null)
          .map((moduleId) => ({ lessonId, branchId, moduleId })),
      ),
    ),
    modules: fc.tuple(
      ...MODULE_IDS.map((moduleId) =>
        fc.constantFrom(0, 0, 0, 1, 1, 1, 2, 3, null).map((order) => ({ moduleId, branchId, order })),
      ),
    ),
  });
}

function arbitraryItem(
  itemId: string,
  branchId: string | null,
  typeIds: readonly (string | null)[],
): fc.Arbitrary<ReferenceItem> {
  return fc.record({
    itemId: fc.constant(itemId),
    branchId: fc.constant(branchId),
    lessonId: fc.constantFrom(...LESSON_IDS, ...LESSON_IDS, ...LESSON_IDS, 'l9', null),
    typeId: fc.constantFrom(...typeIds),
    optional: fc.boolean(),
  });
}
