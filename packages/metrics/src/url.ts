/** A clickstream URL's page, exactly as it stands: nothing is decoded, cut or checked. */
export interface Page {
  /** Index 5 of the URL split at `/`. */
  readonly type: string;
  /** Index 6 for the page types that name an item there; null for `home`, `discussion` and where the URL ends before. */
  readonly itemId: string | null;
}

/** How many parts a URL may have by type, beyond which it is not parsed. */
const MAX_PARTS: Readonly<Record<string, number>> = { home: 9, discussion: 10 };
const MAX_PARTS_OTHER = 11;
const FORUM_TYPES: ReadonlySet<string> = new Set([
  'discussions',
  'discussionPrompt',
  'gradedDiscussionPrompt',
]);

/**
 * Splits a URL at `/` without further parsing (metrics.md, "URL").
 *
 * @returns null where it is not parsed: fewer than 6 parts, or more than its type has names for. Such a click
 * still counts for presence.
 */
export function parsePage(url: string): Page | null {
  // Looked for slash by slash: splitting makes eleven strings of which two are used, and every click comes here.
  const typeStart = afterSlashes(url, 0, 5);
  if (typeStart < 0) return null;
  const type = partAt(url, typeStart);
  const most = Object.hasOwn(MAX_PARTS, type) ? (MAX_PARTS[type] ?? 0) : MAX_PARTS_OTHER;
  if (afterSlashes(url, typeStart, most - 5) >= 0) return null;
  if (type === 'home' || type === 'discussion') return { type, itemId: null };
  const itemStart = typeStart + type.length + 1;
  return { type, itemId: itemStart > url.length ? null : partAt(url, itemStart) };
}

/** Index behind the `count`-th slash from `start` on; -1 where there are fewer. */
function afterSlashes(url: string, start: number, count: number): number {
  let index = start;
  for (let n = 0; n < count; n += 1) {
    const slash = url.indexOf('/', index);
    if (slash < 0) return -1;
    index = slash + 1;
  }
  return index;
}

function partAt(url: string, start: number): string {
  const end = url.indexOf('/', start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

/** Without query and fragment, as `standard` reads page types and item ids. */
export function withoutQuery(text: string): string {
  const end = text.search(/[?#]/);
  return end < 0 ? text : text.slice(0, end);
}

/** A forum click of `standard`: page types `discussions`, `discussionPrompt`, `gradedDiscussionPrompt`, query cut. */
export function isForumPage(pageType: string): boolean {
  return FORUM_TYPES.has(pageType) || FORUM_TYPES.has(withoutQuery(pageType));
}

/** A forum visit of `lak21`: an item id that is exactly `weeks`, or one on a page of type `discussionPrompt`. */
export function isForumVisitOfStudy(page: Page): boolean {
  return page.itemId !== null && (page.itemId === 'weeks' || page.type === 'discussionPrompt');
}
