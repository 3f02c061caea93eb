/** A field of a table row; null is written without quotes. */
export type Field = string | null;

const SPECIAL = /["\\]/;
const EVERY_SPECIAL = /["\\]/g;

/** One record of the export dialect: every value quoted, `"` and `\` escaped with `\`, fields parted by `,`, `\n` at the end. */
export function record(fields: readonly Field[], nullText = ''): string {
  let line = '';
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index];
    if (index > 0) line += ',';
    if (field === null || field === undefined) line += nullText;
    else if (SPECIAL.test(field)) line += `"${field.replace(EVERY_SPECIAL, '\\$&')}"`;
    else line += `"${field}"`;
  }
  return `${line}\n`;
}
