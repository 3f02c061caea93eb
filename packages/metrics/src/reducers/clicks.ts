import type { ClickFact } from '../facts.ts';
import { clickKey, type DayPart, type ForumClick, NO_CLICKS, visitKey } from '../state/parts.ts';
import { addPoint } from '../state/runs.ts';
import { DAY } from '../time.ts';
import { isForumPage, isForumVisitOfStudy, type Page, parsePage } from '../url.ts';

/**
 * A click enters its day: presence always; of a parsed page visit the item id and page type as they stand; the
 * click itself only on forum pages, where metrics count clicks and so need their identity.
 */
export function applyClick(part: DayPart, fact: ClickFact): boolean {
  const offset = fact.at - part.day * DAY;
  if (fact.kind === 'video') return addPoint(part.videoRuns, offset);
  const moved = addPoint(part.pageRuns, offset);
  const page = parsePage(fact.url);
  if (page === null) return moved;
  const countsClicks = isForumPage(page.type) || isForumVisitOfStudy(page);
  if (page.itemId === null && !countsClicks) return moved;
  return (
    visit(
      part,
      page,
      countsClicks ? { offset, identity: hexPrefix(fact.identity), occurrence: fact.occurrence } : null,
    ) || moved
  );
}

function visit(part: DayPart, page: Page, click: ForumClick | null): boolean {
  const key = visitKey(page.type, page.itemId);
  const present = part.visits.get(key);
  const clicks = present?.clicks ?? NO_CLICKS;
  const id = click === null ? null : clickKey(click);
  if (present !== undefined && (id === null || clicks.has(id))) return false;
  part.visits.set(key, {
    pageType: page.type,
    itemId: page.itemId,
    clicks: click === null || id === null ? clicks : new Map(clicks).set(id, click),
  });
  return true;
}

/** The first 8 bytes as hex: with the time to the microsecond, enough to tell one learner's clicks apart. */
function hexPrefix(identity: Uint8Array): string {
  let hex = '';
  for (let i = 0; i < 8; i++) hex += (identity[i] ?? 0).toString(16).padStart(2, '0');
  return hex;
}
