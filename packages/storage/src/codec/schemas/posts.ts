import type { AvroRecord } from '../avro.ts';
import { VERSION_TABLE } from './shared.ts';

/** Questions and answers that the learner wrote; a value of null is a tombstone. */
export const POSTS_V1 = {
  type: 'record',
  name: 'Posts',
  fields: [
    { name: 'versions', type: VERSION_TABLE },
    { name: 'scale', type: 'int', doc: 'Times are in units of 1000^scale µs.' },
    {
      name: 'questions',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Question',
          fields: [
            { name: 'id', type: 'string' },
            { name: 'version', type: 'int', doc: 'Place in versions.' },
            { name: 'at', type: ['null', 'long'], doc: 'Null: tombstone.' },
          ],
        },
      },
    },
    {
      name: 'answers',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Answer',
          fields: [
            { name: 'id', type: 'string' },
            { name: 'version', type: 'int', doc: 'Place in versions.' },
            {
              name: 'value',
              type: [
                'null',
                {
                  type: 'record',
                  name: 'AnswerValue',
                  fields: [
                    { name: 'questionId', type: 'string' },
                    { name: 'at', type: 'long' },
                  ],
                },
              ],
            },
          ],
        },
      },
    },
  ],
} as const satisfies AvroRecord;
