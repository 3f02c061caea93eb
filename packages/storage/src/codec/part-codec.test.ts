import {
  type CoursePartName,
  clickKey,
  type DayPart,
  dayPartName,
  emptyPart,
  type ForumClick,
  type Part,
  type PartName,
  visitKey,
} from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coursePartArbitraries, partArbitraries, reordered } from '../../testing/arbitraries.ts';
import { decodeCoursePart, encodeCoursePart } from './course-part-codec.ts';
import { decodePart, encodePart } from './part-codec.ts';

function nameOf(part: Part): PartName {
  return part.kind === 'day' ? dayPartName(part.day) : part.kind;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof TrackerError) return error.code;
    throw error;
  }
  return 'none';
}

describe.each(Object.entries(partArbitraries))('the codec of part %s', (_kind, part) => {
  it('gives back the state it was given, and the same bytes for it', () => {
    fc.assert(
      fc.property(part, (state) => {
        const bytes = encodePart(state);
        const decoded = decodePart(nameOf(state), bytes);
        expect(decoded).toStrictEqual(state);
        expect(encodePart(decoded)).toEqual(bytes);
      }),
    );
  });

  it('gives the same bytes whatever the order of insertion', () => {
    fc.assert(
      fc.property(part, (state) => {
        expect(encodePart(reordered(state))).toEqual(encodePart(state));
      }),
    );
  });

  it('begins with the schema version, and refuses a version it does not know', () => {
    fc.assert(
      fc.property(part, (state) => {
        const bytes = encodePart(state);
        expect(bytes[0]).toBe(state.kind === 'settings' ? 2 : 1);
        bytes[0] = 99;
        expect(codeOf(() => decodePart(nameOf(state), bytes))).toBe('STATE_SCHEMA_UNKNOWN');
      }),
      { numRuns: 10 },
    );
  });

  it('refuses bytes that were cut or have a tail', () => {
    fc.assert(
      fc.property(part, (state) => {
        const bytes = encodePart(state);
        expect(codeOf(() => decodePart(nameOf(state), bytes.subarray(0, -1)))).toBe('STATE_PART_CORRUPT');
        expect(codeOf(() => decodePart(nameOf(state), new Uint8Array([...bytes, 0])))).toBe(
          'STATE_PART_CORRUPT',
        );
      }),
    );
  });
});

function day(content: {
  visits: [string, string | null, ForumClick[]][];
  pageRuns?: number[];
  videoRuns?: number[];
}): DayPart {
  const visits = new Map(
    content.visits.map(([pageType, itemId, clicks]) => [
      visitKey(pageType, itemId),
      { pageType, itemId, clicks: new Map(clicks.map((click) => [clickKey(click), click])) },
    ]),
  );
  return {
    kind: 'day',
    day: 1,
    visits,
    pageRuns: content.pageRuns ?? [],
    videoRuns: content.videoRuns ?? [],
  };
}

const courseKinds = Object.keys(coursePartArbitraries) as CoursePartName[];

describe.each(courseKinds)('the codec of course part %s', (name) => {
  it('gives back what it was given, in canonical bytes', () => {
    fc.assert(
      fc.property(coursePartArbitraries[name], (state) => {
        const bytes = encodeCoursePart(state);
        const decoded = decodeCoursePart(name, bytes);
        expect(decoded).toStrictEqual(state);
        expect(encodeCoursePart(decoded)).toEqual(bytes);
        expect(encodeCoursePart(reordered(state))).toEqual(bytes);
      }),
    );
  });
});

describe('the codec', () => {
  it('tells any two different days apart, down to a microsecond, an identity or an occurrence', () => {
    const click = { offset: 1_000_000, identity: '00000000000000ff', occurrence: 0 };
    const days = [
      day({ visits: [] }),
      day({ visits: [], pageRuns: [0, 0] }),
      day({ visits: [], pageRuns: [0, 1] }),
      day({ visits: [], videoRuns: [0, 1] }),
      day({ visits: [['discussions', null, []]] }),
      day({ visits: [['discussions', '', []]] }),
      day({ visits: [['discussions', null, [click]]] }),
      day({ visits: [['discussions', '', [click]]] }),
      day({ visits: [['discussions', '', [{ ...click, offset: 1_000_001 }]]] }),
      day({ visits: [['discussions', '', [{ ...click, identity: '00000000000000fe' }]]] }),
      day({ visits: [['discussions', '', [{ ...click, occurrence: 1 }]]] }),
    ];
    expect(new Set(days.map((part) => Buffer.from(encodePart(part)).toString('hex'))).size).toBe(days.length);
  });

  it('writes parts of any size', () => {
    const many = day({ visits: Array.from({ length: 5000 }, (_, n) => ['lecture', `item ${n}`, []]) });
    expect(decodePart('day/1', encodePart(many))).toEqual(many);
    expect(encodePart(day({ visits: [['quiz', 'a', []]] })).length).toBeLessThan(20);
  });

  it('refuses state that breaks its shape', () => {
    const halfMicrosecond = day({ visits: [], pageRuns: [0.5, 1] });
    expect(codeOf(() => encodePart(halfMicrosecond))).toBe('STATE_PART_INVALID');
    const shortIdentity = { offset: 0, identity: 'ff', occurrence: 0 };
    expect(codeOf(() => encodePart(day({ visits: [['discussions', null, [shortIdentity]]] })))).toBe(
      'STATE_PART_INVALID',
    );
  });

  it('refuses a name that no part has', () => {
    const bytes = encodePart(emptyPart('day/1'));
    expect(codeOf(() => decodePart('day/1.5', bytes))).toBe('STATE_PART_CORRUPT');
  });

  it('writes a day without clicks in a handful of bytes', () => {
    expect(encodePart(emptyPart('day/20000')).length).toBeLessThan(10);
  });
});
