import type { AvroRecord } from '../avro.ts';

/** The course.json in force; version in epoch µs, a double because that of the empty record is below avsc's least long. */
export const CONFIG_V1 = {
  type: 'record',
  name: 'Config',
  fields: [
    { name: 'version', type: 'double' },
    { name: 'json', type: 'string' },
  ],
} as const satisfies AvroRecord;

/** The calibration record in force. */
export const CALIBRATION_V1 = {
  type: 'record',
  name: 'Calibration',
  fields: [
    { name: 'version', type: 'long' },
    { name: 'json', type: 'string' },
  ],
} as const satisfies AvroRecord;

/** What was verified and published so far; times in epoch µs, tables ascending by name. */
export const EXPORTS_V1 = {
  type: 'record',
  name: 'Exports',
  fields: [
    { name: 'exportedUpTo', type: ['null', 'long'] },
    {
      name: 'tables',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Table',
          fields: [
            { name: 'name', type: 'string' },
            { name: 'version', type: 'long' },
            { name: 'rows', type: 'long' },
          ],
        },
      },
    },
  ],
} as const satisfies AvroRecord;
