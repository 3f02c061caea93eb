import type {
  Calibration,
  Explanation,
  Figures,
  MetricId,
  Micros,
  ProfileName,
} from '@learning-tracker/metrics';
import type { LearnerRef } from '@learning-tracker/storage';

/** The twelve figures of one learner of one course, with what they were made from. */
export interface LearnerFigures extends LearnerRef {
  readonly profile: ProfileName;
  readonly figures: Figures;
  readonly calibration: Calibration;
  /** The time the figures speak of; null before the first export. */
  readonly asOf: Micros | null;
  /** Newest fact time of the course's verified exports. */
  readonly exportedUpTo: Micros | null;
  /** When the newest record of this learner entered the log. */
  readonly publishedAt: Micros;
  /** When it entered the store. */
  readonly processedAt: Micros;
  /** Of the parts that were read. */
  readonly revision: string;
}

/** Makes figures from the store's present state. */
export interface FiguresReader {
  /** Null where the course has no such learner (for this profile). */
  learner(learner: LearnerRef, profile: ProfileName): Promise<LearnerFigures | null>;
  /** Why one figure is what it is. Null where `learner` gives null. */
  explanation(
    learner: LearnerRef,
    profile: ProfileName,
    metric: MetricId,
  ): Promise<{ readonly asOf: Micros | null; readonly explanation: Explanation } | null>;
}
