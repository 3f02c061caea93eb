import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AggregateStore, IdMapping } from '../src/port.ts';
import type { Place } from './index.ts';
import { commitOf } from './samples.ts';

const TABLE_IDS = ['t1', 't2', 't3'];
const DASHBOARD_IDS = ['d1', 'd2', 'd3'];

/** Register of each table id, as the port defines it: version, then row before tombstone, then the greater id. */
function wins(a: IdMapping, b: IdMapping): boolean {
  if (a.version !== b.version) return a.version > b.version;
  if (a.deleted !== b.deleted) return b.deleted;
  return a.dashboardId > b.dashboardId;
}

function inForce(mappings: readonly IdMapping[]): IdMapping[] {
  const registers = new Map<string, IdMapping>();
  for (const mapping of mappings) {
    const present = registers.get(mapping.learnerId);
    if (present === undefined || wins(mapping, present)) registers.set(mapping.learnerId, mapping);
  }
  return [...registers.values()].filter(({ deleted }) => !deleted);
}

async function lookUps(store: AggregateStore, courseId: string): Promise<(string | null)[]> {
  return Promise.all([
    ...TABLE_IDS.map((id) => store.dashboardId(courseId, id)),
    ...DASHBOARD_IDS.map((id) => store.tableId(courseId, id)),
  ]);
}

export function idMapContract({ open }: Place): void {
  describe('the id map', () => {
    it('finds both ids by course', async () => {
      const store = await open();
      const claim = await store.claim('content');
      const mapping = { learnerId: 't1', dashboardId: 'd1', version: 1, deleted: false };
      await store.commit('content', claim, commitOf({ ids: [{ ...mapping, courseId: 'course-a' }] }));
      expect(await store.tableId('course-a', 'd1')).toBe('t1');
      expect(await store.dashboardId('course-a', 't1')).toBe('d1');
      expect(await store.tableId('course-b', 'd1')).toBeNull();
      expect(await store.dashboardId('course-b', 't1')).toBeNull();
      expect(await store.tableId('course-a', 't1')).toBeNull();
    });

    it('ends the same whatever the order of rows and tombstones, and however they are split into commits', async () => {
      const store = await open();
      const claim = await store.claim('content');
      const mapping = fc.record({
        learnerId: fc.constantFrom(...TABLE_IDS),
        dashboardId: fc.constantFrom(...DASHBOARD_IDS),
        version: fc.integer({ min: 1, max: 3 }),
        deleted: fc.boolean(),
      });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(mapping, { maxLength: 12 }), fc.nat(12), async (rows, split) => {
          const courseId = `course ${++run}`;
          const ids = rows.map((row) => ({ ...row, courseId }));
          await store.commit('content', claim, commitOf({ ids: ids.slice(split) }));
          await store.commit('content', claim, commitOf({ ids: ids.slice(0, split) }));
          await store.commit('content', claim, commitOf({ ids: ids.slice(split) }));
          const rest = inForce(ids);
          const newestFirst = (a: IdMapping, b: IdMapping) =>
            b.version - a.version || (a.learnerId < b.learnerId ? 1 : -1);
          expect(await lookUps(store, courseId)).toEqual([
            ...TABLE_IDS.map((id) => rest.find(({ learnerId }) => learnerId === id)?.dashboardId ?? null),
            ...DASHBOARD_IDS.map(
              (id) =>
                rest.filter(({ dashboardId }) => dashboardId === id).sort(newestFirst)[0]?.learnerId ?? null,
            ),
          ]);
        }),
        { numRuns: 60 },
      );
    });
  });
}
