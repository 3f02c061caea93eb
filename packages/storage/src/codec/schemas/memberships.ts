import type { AvroRecord } from '../avro.ts';
import { VERSION_TABLE } from './shared.ts';

/** Sessions the learner joined; a value of null is a tombstone. */
export const MEMBERSHIPS_V1 = {
  type: 'record',
  name: 'Memberships',
  fields: [
    { name: 'versions', type: VERSION_TABLE },
    { name: 'scale', type: 'int', doc: 'Times are in units of 1000^scale µs.' },
    {
      name: 'sessions',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Membership',
          fields: [
            { name: 'sessionId', type: 'string' },
            { name: 'version', type: 'int', doc: 'Place in versions.' },
            {
              name: 'value',
              type: [
                'null',
                {
                  type: 'record',
                  name: 'MembershipValue',
                  fields: [
                    { name: 'startAt', type: 'long' },
                    { name: 'endAt', type: ['null', 'long'] },
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
