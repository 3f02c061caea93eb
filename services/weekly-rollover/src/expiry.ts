import { hash } from 'node:crypto';
import { DAY, type Micros } from '@learning-tracker/metrics';
import type { AggregateStore, CourseReader, LearnerRef, SealedRows } from '@learning-tracker/storage';
import type { LearnerSettingsChanged } from '@learning-tracker/streams';

/** Days after the newest choice of an id that no export names until its choices end: the id map comes with a day's export. */
export const UNNAMED_DAYS = 90;

/** Whose choices end (widget-api.md, access): whoever knows how ids look can make them up where access is open. */
export interface SettingsExpiry {
  /** How long choices last after the newest of them. */
  readonly lifetime: Micros;
  /** Time of the newest snapshot of the table that names learners; null before the first. */
  namedUpTo(courseId: string): Promise<Micros | null>;
  /** Whether an export has named a dashboard id. */
  isNamed(learner: LearnerRef): Promise<boolean>;
  /** Takes away an e-mail address that was left until then. */
  forgetEmail(learner: LearnerRef, at: Micros): Promise<void>;
}

/**
 * By what the store holds. A snapshot is noted after its rows, on their partition, so a store that is being filled again
 * never knows a snapshot without whom it names.
 */
export function createSettingsExpiry(deps: {
  readonly store: Pick<AggregateStore, 'tableId'>;
  readonly courses: CourseReader;
  readonly sealedRows: Pick<SealedRows, 'write'>;
  readonly days: number;
}): SettingsExpiry {
  const { store, courses, sealedRows, days } = deps;
  return {
    lifetime: days * DAY,
    namedUpTo: async (courseId) => (await courses.course(courseId))?.namedUpTo ?? null,
    isNamed: async ({ courseId, learnerId }) => (await store.tableId(courseId, learnerId)) !== null,
    forgetEmail: (learner, at) => sealedRows.write(learner, at, null),
  };
}

/** The event that ends the choices of one id: the same whoever writes it, and however late. */
export function settingsExpired(
  courseId: string,
  dashboardId: string,
  changedAt: Micros,
  lifetime: Micros,
): LearnerSettingsChanged {
  const at = changedAt + lifetime;
  const eventId = hash('sha256', `settings expired\0${courseId}\0${dashboardId}\0${at}`).slice(0, 32);
  return {
    eventId,
    courseId,
    dashboardId,
    at,
    actor: 'rollover',
    change: { SettingsExpired: { changedAt } },
  };
}
