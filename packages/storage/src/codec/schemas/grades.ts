import type { AvroRecord } from '../avro.ts';
import { VERSION_TABLE } from './shared.ts';

/** Rows of `course_item_grades` and the row of `course_grades`; a value of null is a tombstone. */
export const GRADES_V1 = {
  type: 'record',
  name: 'Grades',
  fields: [
    { name: 'versions', type: VERSION_TABLE },
    { name: 'scale', type: 'int', doc: 'Times are in units of 1000^scale µs.' },
    {
      name: 'items',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'ItemGrade',
          fields: [
            { name: 'itemId', type: 'string' },
            { name: 'version', type: 'int', doc: 'Place in versions.' },
            {
              name: 'value',
              type: [
                'null',
                {
                  type: 'record',
                  name: 'ItemGradeValue',
                  fields: [
                    { name: 'grade', type: ['null', 'double'] },
                    { name: 'at', type: ['null', 'long'] },
                  ],
                },
              ],
            },
          ],
        },
      },
    },
    {
      name: 'course',
      type: [
        'null',
        {
          type: 'record',
          name: 'CourseGrade',
          fields: [
            { name: 'version', type: 'int', doc: 'Place in versions.' },
            {
              name: 'value',
              type: [
                'null',
                {
                  type: 'record',
                  name: 'CourseGradeValue',
                  fields: [
                    { name: 'overall', type: ['null', 'double'] },
                    { name: 'at', type: ['null', 'long'] },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  ],
} as const satisfies AvroRecord;
