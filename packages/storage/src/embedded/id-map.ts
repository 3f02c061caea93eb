import type { DatabaseSync } from 'node:sqlite';
import type { IdMapping } from '../port.ts';
import { text } from './rows.ts';

export interface IdMap {
  tableId(courseId: string, dashboardId: string): string | null;
  dashboardId(courseId: string, tableId: string): string | null;
  write(mappings: readonly IdMapping[]): void;
}

/**
 * Table id ↔ dashboard id. One register a table id: the greater version wins, then a row beats a tombstone, then
 * the greater dashboard id. Where several table ids name one dashboard id, the newest row answers, then the
 * greater table id. Ids compare by their UTF-8 bytes. Runs inside the caller's transaction.
 */
export function createIdMap(db: DatabaseSync): IdMap {
  const selectTableId = db.prepare(`
    SELECT table_id FROM store_id_map WHERE course_id = ? AND dashboard_id = ? AND deleted = 0
    ORDER BY version DESC, table_id DESC LIMIT 1`);
  const selectDashboardId = db.prepare(
    'SELECT dashboard_id FROM store_id_map WHERE course_id = ? AND table_id = ? AND deleted = 0',
  );
  const set = db.prepare(`
    INSERT INTO store_id_map (course_id, table_id, dashboard_id, version, deleted) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      dashboard_id = excluded.dashboard_id, version = excluded.version, deleted = excluded.deleted
    WHERE (excluded.version, 1 - excluded.deleted, excluded.dashboard_id)
      > (store_id_map.version, 1 - store_id_map.deleted, store_id_map.dashboard_id)`);

  return {
    tableId(courseId, dashboardId) {
      const row = selectTableId.get(courseId, dashboardId);
      return row === undefined ? null : text(row, 'table_id');
    },
    dashboardId(courseId, tableId) {
      const row = selectDashboardId.get(courseId, tableId);
      return row === undefined ? null : text(row, 'dashboard_id');
    },
    write(mappings) {
      for (const { courseId, learnerId, dashboardId, version, deleted } of mappings) {
        set.run(courseId, learnerId, dashboardId, version, deleted ? 1 : 0);
      }
    },
  };
}
