/** A field as read: its text, or null for an unquoted one that says so. */
export type ReadField = string | null;

/**
 * Reads the export dialect, written from its description rather than from the writer: `"` quotes, `\` escapes
 * the next character, `,` parts fields, `\n` ends records. Throws where a quote is left open or follows other text.
 */
export function readBackslashCsv(text: string): ReadField[][] {
  const plainText = /[^"\\]+/y;
  const records: ReadField[][] = [];
  let fields: ReadField[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    const quoted = text[at] === '"';
    if (quoted) {
      at += 1;
      while (text[at] !== '"') {
        if (at >= text.length) throw new Error('a quote is left open');
        if (text[at] === '\\') {
          field += text[at + 1];
          at += 2;
        } else {
          plainText.lastIndex = at;
          const [plain = ''] = plainText.exec(text) ?? [];
          field += plain;
          at += plain.length;
        }
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') {
        if (text[at] === '"') throw new Error(`a quote inside an unquoted field at ${at}`);
        field += text[at];
        at += 1;
      }
    }
    fields.push(!quoted && (field === '' || field === 'NA') ? null : field);
    if (text[at] === '\n') {
      records.push(fields);
      fields = [];
    } else if (text[at] !== ',') throw new Error(`no separator at ${at}`);
    at += 1;
  }
  if (fields.length > 0) throw new Error('the last record has no end');
  return records;
}
