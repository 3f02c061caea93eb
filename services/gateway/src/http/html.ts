/** Markup that is safe to send. */
export interface Html {
  readonly markup: string;
}

type Content = string | number | null | Html | readonly Html[];

/** Template tag: every value is escaped for text and quoted attributes, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return { markup: parts.reduce((markup, part, index) => markup + textOf(values[index - 1] ?? null) + part) };
}

/** Markup written in this repository, such as a style sheet; never anything that came from outside. */
export function trusted(markup: string): Html {
  return { markup };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function textOf(value: Content): string {
  if (value === null) return '';
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map((part) => part.markup).join('');
}
