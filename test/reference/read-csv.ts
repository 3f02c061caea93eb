/**
 * Rows of the export dialect: delimiter `,`, quote `"`, escape `\` in and out of quotes, no doubled quotes, line end
 * `\n` (a `\r` before it is dropped), line breaks allowed in quotes. Blank lines give no row.
 */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let rowHasText = false;
  let position = text.startsWith('\uFEFF') ? 1 : 0;

  function endField(): void {
    row.push(field);
    field = '';
  }
  function endRow(): void {
    endField();
    if (rowHasText) rows.push(row);
    row = [];
    rowHasText = false;
  }

  for (; position < text.length; position++) {
    const character = text.charAt(position);
    if (character === '\\') {
      position++;
      field += text.charAt(position);
      rowHasText = true;
    } else if (character === '"') {
      quoted = !quoted;
      rowHasText = true;
    } else if (quoted) {
      field += character;
    } else if (character === ',') {
      endField();
      rowHasText = true;
    } else if (character === '\n') {
      endRow();
    } else if (character === '\r' && text.charAt(position + 1) === '\n') {
      // The line end follows.
    } else {
      field += character;
      rowHasText = true;
    }
  }
  if (quoted) throw new Error('CSV ends within a quoted field');
  endRow();
  return rows;
}

/** `YYYY-MM-DD HH:MM:SS` with 0 to 6 fraction digits, UTC, as epoch microseconds; null for anything else. */
export function readTime(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) return null;
  const [, date, time, fraction = ''] = match;
  const millis = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(millis) || !new Date(millis).toISOString().startsWith(`${date}T${time}`)) return null;
  return millis * 1000 + Number(fraction.padEnd(6, '0'));
}
