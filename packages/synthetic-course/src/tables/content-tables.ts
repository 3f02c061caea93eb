import type { Field } from '../dialect/record.ts';
import type { Item, Lesson, Module, Placed, Version } from '../model/content.ts';
import { ITEM_TYPES } from '../model/item-types.ts';
import { flag, type TableMaker, table } from './table.ts';

/** `course_*` shows the overhauled version, `course_branch_*` each version by its branch; their headings differ. */
function contentTable<T>(
  what: 'item' | 'lesson' | 'module',
  columns: readonly string[],
  placedIn: (version: Version) => readonly Placed<T>[],
  fields: (placed: Placed<T>) => readonly Field[],
): { course: TableMaker; branch: TableMaker } {
  return {
    course: ({ model }) =>
      table(`course_${what}s`, ['course_id', ...columns], () =>
        model.random
          .split('order of', what)
          .shuffled(placedIn(model.content.second))
          .map((placed) => [model.courseId, ...fields(placed)]),
      ),
    branch: ({ model }) =>
      table(
        `course_branch_${what}s`,
        ['course_branch_id', ...columns.map((column) => branchHeading(column, what))],
        () =>
          [model.content.first, model.content.second].flatMap((version) =>
            placedIn(version).map((placed) => [version.branchId, ...fields(placed)]),
          ),
      ),
  };
}

function branchHeading(column: string, what: string): string {
  const isReference = column.endsWith('_id');
  return isReference ? column : column.replace(`course_${what}_`, `course_branch_${what}_`);
}

const items = contentTable<Item>(
  'item',
  [
    'course_item_id',
    'course_lesson_id',
    'course_item_order',
    'course_item_type_id',
    'course_item_name',
    'course_item_optional',
  ],
  (version) => version.items,
  ({ entry, order }) => [
    entry.id,
    entry.lessonId,
    String(order),
    entry.typeId,
    entry.name,
    flag(entry.optional),
  ],
);

const lessons = contentTable<Lesson>(
  'lesson',
  ['course_lesson_id', 'course_module_id', 'course_lesson_order', 'course_lesson_name'],
  (version) => version.lessons,
  ({ entry, order }) => [entry.id, entry.moduleId, String(order), entry.name],
);

const modules = contentTable<Module>(
  'module',
  ['course_module_id', 'course_module_order', 'course_module_name', 'course_module_desc'],
  (version) => version.modules,
  ({ entry, order }) => [entry.id, String(order), entry.name, entry.description],
);

/** Type ids are padded with blanks here and not where items name them: ids are to be trimmed. */
const itemTypes: TableMaker = () =>
  table(
    'course_item_types',
    [
      'course_item_type_id',
      'course_item_type_desc',
      'course_item_type_category',
      'course_item_type_graded',
      'atom_content_type_id',
    ],
    () =>
      ITEM_TYPES.map((type) => [
        type.id.padStart(2, ' '),
        type.description,
        type.category,
        flag(type.graded),
        type.atomId,
      ]),
  );

export const contentTables: readonly TableMaker[] = [
  items.course,
  items.branch,
  lessons.course,
  lessons.branch,
  modules.course,
  modules.branch,
  itemTypes,
];
