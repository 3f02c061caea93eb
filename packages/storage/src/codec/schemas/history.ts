import type { AvroRecord } from '../avro.ts';

/** What a learner's figures were on one day of data. */
export const DAY_FIGURES_V1 = {
  type: 'record',
  name: 'DayFigures',
  fields: [
    { name: 'profile', type: 'string' },
    { name: 'calibrationVersion', type: 'int' },
    {
      name: 'figures',
      doc: 'In the order of their numbers, metric 1 first.',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'DayFigure',
          fields: [
            { name: 'value', type: ['null', 'double'] },
            { name: 'absolute', type: ['null', 'double'] },
            { name: 'total', type: ['null', 'double'] },
            { name: 'scaled', type: ['null', 'double'] },
          ],
        },
      },
    },
  ],
} as const satisfies AvroRecord;
