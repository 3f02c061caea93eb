import type { DecodedEvent } from '../serde/serde.ts';

/** Ids of the learners that an event itself names, under whatever key it stands. */
export function learnersOf({ value }: DecodedEvent): readonly string[] {
  if ('learnerId' in value) return value.learnerId === null ? [] : [value.learnerId];
  if ('dashboardId' in value) return [value.dashboardId];
  if (!('row' in value) || !('LearnerIdRow' in value.row)) return [];
  const { tableId, dashboardId } = value.row.LearnerIdRow;
  return [tableId, dashboardId];
}
