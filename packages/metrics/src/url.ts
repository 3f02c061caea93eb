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
  const parts = url.split('/');
  const type = parts[5];
  if (
    type === undefined ||
    parts.length > (Object.hasOwn(MAX_PARTS, type) ? (MAX_PARTS[type] ?? 0) : MAX_PARTS_OTHER)
  ) {
    return null;
  }
  const named = type !== 'home' && type !== 'discussion';
  return { type, itemId: named ? (parts[6] ?? null) : null };
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
