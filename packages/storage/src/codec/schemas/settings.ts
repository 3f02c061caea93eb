import type { AvroRecord } from '../avro.ts';

/** Before choices could expire. */
export const SETTINGS_V1 = {
  type: 'record',
  name: 'Settings',
  fields: [
    {
      name: 'consent',
      type: [
        'null',
        {
          type: 'record',
          name: 'Consent',
          fields: [
            { name: 'at', type: 'long' },
            { name: 'eventId', type: 'string' },
            { name: 'consent', type: 'boolean' },
            { name: 'followUp', type: ['null', 'boolean'] },
          ],
        },
      ],
    },
    {
      name: 'goal',
      type: [
        'null',
        {
          type: 'record',
          name: 'Goal',
          fields: [
            { name: 'at', type: 'long' },
            { name: 'eventId', type: 'string' },
            { name: 'goal', type: 'string' },
          ],
        },
      ],
    },
    {
      name: 'selection',
      type: [
        'null',
        {
          type: 'record',
          name: 'Selection',
          fields: [
            { name: 'at', type: 'long' },
            { name: 'eventId', type: 'string' },
            { name: 'metrics', type: { type: 'array', items: 'string' } },
          ],
        },
      ],
    },
    {
      name: 'questionnaires',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Questionnaire',
          fields: [
            { name: 'at', type: 'long' },
            { name: 'eventId', type: 'string' },
            { name: 'answers', type: { type: 'array', items: 'int' } },
          ],
        },
      },
      doc: 'Ascending by event id.',
    },
    {
      name: 'opened',
      type: [
        'null',
        {
          type: 'record',
          name: 'OpenedWeek',
          fields: [
            { name: 'week', type: 'int', doc: 'Its Monday, in days since 1970-01-01.' },
            { name: 'at', type: 'long' },
          ],
        },
      ],
    },
  ],
} as const satisfies AvroRecord;

/** What a learner chose; null where nothing was chosen yet, or what was has expired. */
export const SETTINGS_V2 = {
  ...SETTINGS_V1,
  fields: [
    ...SETTINGS_V1.fields,
    {
      name: 'expiredAt',
      type: ['null', 'long'],
      default: null,
      doc: 'Choices made until then are not kept.',
    },
  ],
} as const satisfies AvroRecord;
