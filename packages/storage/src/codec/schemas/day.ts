import type { AvroRecord } from '../avro.ts';

/** Clicks of one UTC day; the day itself stands in the part's name. */
export const DAY_V1 = {
  type: 'record',
  name: 'Day',
  fields: [
    { name: 'scale', type: 'int', doc: 'All times of this part are in units of 1000^scale µs.' },
    { name: 'pageRuns', type: { type: 'array', items: 'long' }, doc: 'Gap, length, gap, length …' },
    { name: 'videoRuns', type: { type: 'array', items: 'long' }, doc: 'Gap, length, gap, length …' },
    {
      name: 'otherTypes',
      type: { type: 'array', items: 'string' },
      doc: 'Page types not in the known list.',
    },
    {
      name: 'pages',
      doc: 'Visits that name an item, by page type.',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Page',
          fields: [
            { name: 'type', type: 'int', doc: 'n: known page type n; −n: otherTypes[n − 1].' },
            { name: 'itemIds', type: { type: 'array', items: 'string' } },
          ],
        },
      },
    },
    {
      name: 'bareTypes',
      type: { type: 'array', items: 'int' },
      doc: 'Types of visits whose URL ends before an item id.',
    },
    {
      name: 'clicks',
      doc: 'Forum clicks, ascending by visit, time, identity and occurrence.',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Click',
          fields: [
            {
              name: 'visit',
              type: 'int',
              doc: 'Place among all visits: item ids as listed, then bareTypes.',
            },
            { name: 'delta', type: 'long', doc: 'Time since the click before.' },
            { name: 'identity', type: { type: 'fixed', name: 'Identity', size: 8 } },
            { name: 'occurrence', type: 'int' },
          ],
        },
      },
    },
  ],
} as const satisfies AvroRecord;
