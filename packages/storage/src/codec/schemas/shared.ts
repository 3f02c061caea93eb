/** Distinct snapshot times of a part, ascending; `scale` and differences as in `times.ts`. */
export const VERSION_TABLE = {
  type: 'record',
  name: 'VersionTable',
  fields: [
    { name: 'scale', type: 'int' },
    { name: 'deltas', type: { type: 'array', items: 'long' } },
  ],
} as const;
