/** A parsed page URL: its type (index 5) and, where the type names index 6 so, the item id, both as they stand. */
export interface PageUrl {
  readonly type: string;
  readonly itemId: string | null;
}

/**
 * Split at `/` without further parsing. Index 5 is the page type; index 6 is the item id in every type but `home`
 * and `discussion`. Null where the URL is not parsed: fewer than 6 parts, or more than its type has names for.
 */
export function parsePageUrl(url: string): PageUrl | null {
  const parts = url.split('/');
  const type = parts[5];
  if (type === undefined) return null;
  if (type === 'home') return parts.length > 9 ? null : { type, itemId: null };
  if (type === 'discussion') return parts.length > 10 ? null : { type, itemId: null };
  return parts.length > 11 ? null : { type, itemId: parts[6] ?? null };
}

/** The text before a query or a fragment. */
export function cutQueryAndFragment(text: string): string {
  return text.replace(/[?#].*$/s, '');
}
