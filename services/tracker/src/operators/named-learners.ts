import type { DecodedEvent } from '@learning-tracker/streams';

/** Ids of the learners that an event itself names, under whatever key it stands. */
export function learnersOf({ value }: DecodedEvent): readonly string[] {
  if ('learnerId' in value) return value.learnerId === null ? [] : [value.learnerId];
  if (!('row' in value) || !('LearnerIdRow' in value.row)) return [];
  const { tableId, dashboardId } = value.row.LearnerIdRow;
  return [tableId, dashboardId];
}
