import {
  clickKey,
  type DayPart,
  type ForumClick,
  NO_CLICKS,
  type Visit,
  visitKey,
} from '@learning-tracker/metrics';
import type { AvroValue } from '../avro.ts';
import { byCodeUnits } from '../order.ts';
import { KNOWN_PAGE_TYPES } from '../page-types.ts';
import { DAY_V1 } from '../schemas/day.ts';
import { COARSEST, commonScale, fromDeltas, toDeltas, unitOf } from '../times.ts';
import { corrupt, createVersionedType } from '../versioned-type.ts';

type DayWire = AvroValue<typeof DAY_V1>;

const TYPE = createVersionedType('day', DAY_V1);
const CODE_OF_TYPE: ReadonlyMap<string, number> = new Map(
  KNOWN_PAGE_TYPES.map((name, index) => [name, index + 1]),
);

export function encodeDay(part: DayPart): Uint8Array {
  return TYPE.encode(toWire(part));
}

export function decodeDay(day: number, bytes: Uint8Array): DayPart {
  return fromWire(day, TYPE.decode(bytes));
}

function toWire(part: DayPart): DayWire {
  const visits = [...part.visits.values()].sort(byTypeAndItem);
  const unnamed = visits.filter(({ itemId }) => itemId === null);
  const named = unnamed.length === 0 ? visits : visits.filter(({ itemId }) => itemId !== null);
  const clicked = named
    .concat(unnamed)
    .map(({ clicks }) => (clicks.size === 0 ? null : sortedClicks(clicks)));
  const scale = scaleOf(part, clicked);
  const unit = unitOf(scale);
  const otherTypes: string[] = [];
  const pages = pagesToWire(named, otherTypes);
  return {
    scale,
    pageRuns: toDeltas(part.pageRuns, unit),
    videoRuns: toDeltas(part.videoRuns, unit),
    pages,
    bareTypes: unnamed.map(({ pageType }) => codeOf(pageType, otherTypes)),
    otherTypes,
    clicks: clicksToWire(clicked, unit),
  };
}

function byTypeAndItem(a: Visit, b: Visit): number {
  const order = byCodeUnits(a.pageType, b.pageType);
  return order !== 0 ? order : byCodeUnits(a.itemId ?? '', b.itemId ?? '');
}

/** Clicks of each visit in order, null where there are none. */
type Clicked = readonly (readonly ForumClick[] | null)[];

function sortedClicks(clicks: ReadonlyMap<string, ForumClick>): ForumClick[] {
  return [...clicks.values()].sort(
    (a, b) => a.offset - b.offset || byCodeUnits(a.identity, b.identity) || a.occurrence - b.occurrence,
  );
}

function scaleOf(part: DayPart, clicked: Clicked): number {
  const scale = commonScale(commonScale(COARSEST, part.pageRuns), part.videoRuns);
  return clicked.reduce(
    (common, clicks) =>
      clicks === null
        ? common
        : commonScale(
            common,
            clicks.map(({ offset }) => offset),
          ),
    scale,
  );
}

function pagesToWire(named: readonly Visit[], otherTypes: string[]): DayWire['pages'] {
  const pages: DayWire['pages'] = [];
  let pageType: string | null = null;
  let itemIds: string[] = [];
  for (const visit of named) {
    if (visit.pageType !== pageType) {
      pageType = visit.pageType;
      itemIds = [];
      pages.push({ type: codeOf(pageType, otherTypes), itemIds });
    }
    if (visit.itemId !== null) itemIds.push(visit.itemId);
  }
  return pages;
}

/** The type's code on the wire; one that is not known gets its place in `otherTypes`. */
function codeOf(pageType: string, otherTypes: string[]): number {
  const known = CODE_OF_TYPE.get(pageType);
  if (known !== undefined) return known;
  const listed = otherTypes.indexOf(pageType);
  return listed === -1 ? -otherTypes.push(pageType) : -listed - 1;
}

function clicksToWire(clicked: Clicked, unit: number): DayWire['clicks'] {
  const wire: DayWire['clicks'] = [];
  let previous = 0;
  for (let visit = 0; visit < clicked.length; visit++) {
    for (const { offset, identity, occurrence } of clicked[visit] ?? []) {
      wire.push({
        visit,
        delta: (offset - previous) / unit,
        identity: Buffer.from(identity, 'hex'),
        occurrence,
      });
      previous = offset;
    }
  }
  return wire;
}

function fromWire(day: number, wire: DayWire): DayPart {
  const unit = unitOf(wire.scale);
  const visits = new Map<string, Visit>();
  const inOrder: {
    readonly pageType: string;
    readonly itemId: string | null;
    clicks?: Map<string, ForumClick>;
  }[] = [];
  const add = (code: number, itemId: string | null) => {
    const pageType = code > 0 ? KNOWN_PAGE_TYPES[code - 1] : wire.otherTypes[-code - 1];
    if (pageType === undefined) throw corrupt('day', `page type ${code} is not in its list`);
    inOrder.push({ pageType, itemId });
  };
  for (const { type, itemIds } of wire.pages) for (const itemId of itemIds) add(type, itemId);
  for (const type of wire.bareTypes) add(type, null);
  let offset = 0;
  for (const { visit, delta, identity, occurrence } of wire.clicks) {
    offset += delta * unit;
    const click = { offset, identity: hexOf(identity), occurrence };
    const visited = inOrder[visit];
    if (visited === undefined) throw corrupt('day', `a click names visit ${visit} of ${inOrder.length}`);
    visited.clicks ??= new Map();
    visited.clicks.set(clickKey(click), click);
  }
  for (const { pageType, itemId, clicks = NO_CLICKS } of inOrder) {
    visits.set(visitKey(pageType, itemId), { pageType, itemId, clicks });
  }
  return {
    kind: 'day',
    day,
    visits,
    pageRuns: fromDeltas(wire.pageRuns, unit),
    videoRuns: fromDeltas(wire.videoRuns, unit),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
