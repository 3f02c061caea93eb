import type { AvroRecord } from '../avro.ts';
import { VERSION_TABLE } from './shared.ts';

/** Rows of `course_progress`, each item id once. */
export const PROGRESS_V1 = {
  type: 'record',
  name: 'Progress',
  fields: [
    { name: 'versions', type: VERSION_TABLE },
    { name: 'scale', type: 'int', doc: 'Times of rows are in units of 1000^scale µs.' },
    {
      name: 'items',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Item',
          fields: [
            { name: 'itemId', type: 'string' },
            {
              name: 'rows',
              doc: 'Ascending by time and state.',
              type: {
                type: 'array',
                items: {
                  type: 'record',
                  name: 'Row',
                  fields: [
                    { name: 'state', type: 'int' },
                    {
                      name: 'delta',
                      type: 'long',
                      doc: 'Time since the row before, also of the item before.',
                    },
                    { name: 'version', type: 'int', doc: 'Place in versions.' },
                    { name: 'count', type: 'int', doc: '0 is a tombstone.' },
                  ],
                },
              },
            },
          ],
        },
      },
    },
  ],
} as const satisfies AvroRecord;
