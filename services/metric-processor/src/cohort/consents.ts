import { type CohortChoices, type Micros, viewSettings } from '@learning-tracker/metrics';
import { type AggregateStore, type LearnerRef, SETTINGS_PART, settingsPart } from '@learning-tracker/storage';
import { applySettingsEvents, type Serde } from '@learning-tracker/streams';

/** A consent in force, by dashboard id, with what its learner has chosen. */
export interface Consent {
  readonly dashboardId: string;
  readonly at: Micros;
  readonly choices: CohortChoices;
}

/** Pending changes of a partition that are looked at; each waits for some milliseconds only. */
const MOST_PENDING = 100_000;

/**
 * Every consent of a course that is in force, what was accepted and is still on its way to the log included: a withdrawal
 * counts from the moment it was accepted. Begin the cohort before this.
 */
export async function consentsOf(
  store: Pick<AggregateStore, 'partitions' | 'scan' | 'pendingSettings'>,
  serde: Pick<Serde, 'prepare' | 'decode'>,
  courseId: string,
  isErased: (learner: LearnerRef) => boolean,
): Promise<Consent[]> {
  const consents: Consent[] = [];
  for (let partition = 0; partition < store.partitions; partition += 1) {
    const accepted = await store.pendingSettings(partition, Number.MAX_SAFE_INTEGER, MOST_PENDING);
    await serde.prepare(accepted.map(({ bytes }) => ({ value: bytes })));
    const pending = Map.groupBy(accepted, (event) => `${event.courseId}/${event.learnerId}`);
    for await (const { learnerId, parts } of store.scan(partition, courseId)) {
      const bytes = parts.get(SETTINGS_PART);
      if (bytes === undefined || isErased({ courseId, learnerId })) continue;
      const part = settingsPart(bytes);
      applySettingsEvents(part, pending.get(`${courseId}/${learnerId}`) ?? [], serde);
      if (part.consent?.value.consent !== true) continue;
      consents.push({ dashboardId: learnerId, at: part.consent.at, choices: viewSettings(part) });
    }
  }
  return consents;
}
