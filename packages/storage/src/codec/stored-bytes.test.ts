import { createHash } from 'node:crypto';
import { type CoursePart, emptyPart, type Part, visitKey } from '@learning-tracker/metrics';
import { describe, expect, it } from 'vitest';
import { typicalLearner } from '../../testing/typical-learner.ts';
import { encodeCoursePart } from './course-part-codec.ts';
import { decodePart, encodePart } from './part-codec.ts';

/**
 * Bytes as schema version 1 writes them. Stores hold such bytes: where this fails, the format was changed in place,
 * and it must get a new schema version instead (`versioned-type.ts`).
 */
function fingerprint(all: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const bytes of all) hash.update(bytes);
  return hash.digest('hex').slice(0, 16);
}

const PAGE_TYPES =
  'lecture supplement exam quiz peer discussionPrompt gradedDiscussionPrompt discussions discussion home programming ' +
  'ungradedProgramming gradedLti ungradedLti ungradedWidget assignment-submission notebook ungradedLab staffGraded ' +
  'resources course-inbox logistics';

function fingerprintOf(kind: Part['kind']): string {
  return fingerprint(
    typicalLearner(1)
      .filter((part) => part.kind === kind)
      .map(encodePart),
  );
}

describe('bytes stored by schema version 1', () => {
  it('keep the place of every page type', () => {
    for (const [place, pageType] of PAGE_TYPES.split(' ').entries()) {
      const visit = { pageType, itemId: 'a', clicks: new Map() };
      const day = { ...emptyPart('day/1'), visits: new Map([[visitKey(pageType, 'a'), visit]]) };
      // Scale, no runs (2), no other types, one page: its place zigzag-coded, one item id 'a'.
      const stored = Uint8Array.of(1, 4, 0, 0, 0, 2, 2 * (place + 1), 2, 2, 0x61, 0, 0, 0, 0);
      expect(decodePart('day/1', stored)).toEqual(day);
    }
  });

  it.each([
    ['day', '1e5cceefaf7f4c7a'],
    ['progress', '6d4e70d88ed20ad5'],
    ['grades', '13c5eba9165179ef'],
    ['posts', '011c4955e52d9cab'],
    ['memberships', '76adb68d95a3a7ac'],
  ] as const)('are the same for part %s', (kind, expected) => {
    expect(fingerprintOf(kind)).toBe(expected);
  });

  it('are the same for part settings', () => {
    const stamp = (at: number, eventId: string) => ({ at, eventId });
    const settings = {
      kind: 'settings',
      consent: { ...stamp(1, 'a'), value: { consent: true, followUp: null } },
      goal: { ...stamp(2, 'b'), value: 'g' },
      selection: { ...stamp(3, 'c'), value: ['m'] },
      questionnaires: new Map([['d', { ...stamp(4, 'd'), value: [7] }]]),
      opened: { week: 5, at: 6 },
    } as const;
    const older = '010202026101000204026202670206026302026d0002080264020e0000020a0c';
    expect(Buffer.from(encodePart({ ...settings, expiredAt: null })).toString('hex')).toBe(
      `02${older.slice(2)}00`,
    );
    expect(decodePart('settings', Buffer.from(older, 'hex'))).toEqual({ ...settings, expiredAt: null });
  });

  it.each<[string, CoursePart]>([
    [
      '0104026b080202690002026c020233020402026e010274080000',
      contentOf('items', {
        itemId: 'i',
        branchId: null,
        lessonId: 'l',
        typeId: '3',
        order: 2,
        name: 'n',
        optional: true,
      }),
    ],
    [
      '0104026b0802026c02026202026d0202000274080000',
      contentOf('lessons', { lessonId: 'l', branchId: 'b', moduleId: 'm', order: 1, name: null }),
    ],
    [
      '0104026b0802026d020262020002026e0274080000',
      contentOf('modules', { moduleId: 'm', branchId: 'b', order: 0, name: 'n' }),
    ],
    [
      '0104026b080202330264020263010202360274080000',
      contentOf('itemTypes', { typeId: '3', description: 'd', category: 'c', graded: true, atomTypeId: '6' }),
    ],
    [
      '0104026b080202730a000202620274080000',
      contentOf('sessions', { sessionId: 's', startAt: 5, endAt: null, branchId: 'b' }),
    ],
    ['0104026b080202620274080000', contentOf('branches', { branchId: 'b' })],
    ['010000000000000840047b7d', { kind: 'config', version: 3, json: '{}' }],
    [
      '010212020274100e00',
      { kind: 'exports', exportedUpTo: 9, tables: new Map([['t', { version: 8, rows: 7 }]]) },
    ],
    ['0104047b7d', { kind: 'calibration', version: 2, json: '{}' }],
  ])('are the same for course part %s', (expected, part) => {
    expect(Buffer.from(encodeCoursePart(part)).toString('hex')).toBe(expected);
  });
});

function contentOf<K extends string, V>(kind: K, value: V) {
  return {
    kind,
    rows: new Map([
      ['k', { version: 4, value }],
      ['t', { version: 4, value: null }],
    ]),
  };
}
