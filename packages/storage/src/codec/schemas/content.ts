import type { AvroRecord } from '../avro.ts';

const OPTIONAL_STRING = ['null', 'string'] as const;
const OPTIONAL_INT = ['null', 'int'] as const;
const OPTIONAL_LONG = ['null', 'long'] as const;

/** Rows of one content table by key, ascending; version in epoch µs, a value of null is a tombstone. */
function contentTable<const Row extends AvroRecord>(name: string, row: Row) {
  return {
    type: 'record',
    name,
    fields: [
      {
        name: 'rows',
        type: {
          type: 'array',
          items: {
            type: 'record',
            name: 'Entry',
            fields: [
              { name: 'key', type: 'string' },
              { name: 'version', type: 'long' },
              { name: 'value', type: ['null', row] },
            ],
          },
        },
      },
    ],
  } as const;
}

export const ITEMS_V1 = contentTable('Items', {
  type: 'record',
  name: 'Item',
  fields: [
    { name: 'itemId', type: 'string' },
    { name: 'branchId', type: OPTIONAL_STRING },
    { name: 'lessonId', type: OPTIONAL_STRING },
    { name: 'typeId', type: OPTIONAL_STRING },
    { name: 'order', type: OPTIONAL_INT },
    { name: 'name', type: OPTIONAL_STRING },
    { name: 'optional', type: 'boolean' },
  ],
});

export const LESSONS_V1 = contentTable('Lessons', {
  type: 'record',
  name: 'Lesson',
  fields: [
    { name: 'lessonId', type: 'string' },
    { name: 'branchId', type: OPTIONAL_STRING },
    { name: 'moduleId', type: OPTIONAL_STRING },
    { name: 'order', type: OPTIONAL_INT },
    { name: 'name', type: OPTIONAL_STRING },
  ],
});

export const MODULES_V1 = contentTable('Modules', {
  type: 'record',
  name: 'Module',
  fields: [
    { name: 'moduleId', type: 'string' },
    { name: 'branchId', type: OPTIONAL_STRING },
    { name: 'order', type: OPTIONAL_INT },
    { name: 'name', type: OPTIONAL_STRING },
  ],
});

export const ITEM_TYPES_V1 = contentTable('ItemTypes', {
  type: 'record',
  name: 'ItemType',
  fields: [
    { name: 'typeId', type: 'string' },
    { name: 'description', type: 'string' },
    { name: 'category', type: OPTIONAL_STRING },
    { name: 'graded', type: 'boolean' },
    { name: 'atomTypeId', type: OPTIONAL_STRING },
  ],
});

export const SESSIONS_V1 = contentTable('Sessions', {
  type: 'record',
  name: 'Session',
  fields: [
    { name: 'sessionId', type: 'string' },
    { name: 'startAt', type: 'long' },
    { name: 'endAt', type: OPTIONAL_LONG },
    { name: 'branchId', type: OPTIONAL_STRING },
  ],
});

export const BRANCHES_V1 = contentTable('Branches', {
  type: 'record',
  name: 'Branch',
  fields: [{ name: 'branchId', type: 'string' }],
});
