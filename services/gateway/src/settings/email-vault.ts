import type { Micros } from '@learning-tracker/metrics';
import type { LearnerRef } from '@learning-tracker/storage';

/**
 * Keeps e-mail addresses of learners who may be written to, apart from everything else: they never reach the log.
 * Of two calls for one learner the one with the later time counts, in whatever order they come. Whoever reads an
 * address asks the settings first whether the learner still consents to being written to.
 */
export interface EmailVault {
  /** `learnerId` is the dashboard id. */
  put(learner: LearnerRef, email: string, at: Micros): Promise<void>;
  delete(learner: LearnerRef, at: Micros): Promise<void>;
}

/** A deployment without a vault keeps no address. */
export const NO_VAULT: EmailVault = {
  put: async () => {},
  delete: async () => {},
};
