import type { LearnerRef } from '../port.ts';

/** What a slice holds of one learner, in the order of the slice. */
export interface LearnerGroup<T> extends LearnerRef {
  readonly items: T[];
}

/** Groups by learner without a name for each pair of ids, which would cost more than all the rest of a commit. */
export interface LearnerGroups<T> extends Iterable<LearnerGroup<T>> {
  readonly size: number;
  of(learner: LearnerRef): T[];
}

export function createLearnerGroups<T>(): LearnerGroups<T> {
  const courses = new Map<string, Map<string, LearnerGroup<T>>>();
  const groups: LearnerGroup<T>[] = [];
  return {
    get size() {
      return groups.length;
    },
    of({ courseId, learnerId }) {
      let learners = courses.get(courseId);
      if (learners === undefined) {
        learners = new Map();
        courses.set(courseId, learners);
      }
      let group = learners.get(learnerId);
      if (group === undefined) {
        group = { courseId, learnerId, items: [] };
        learners.set(learnerId, group);
        groups.push(group);
      }
      return group.items;
    },
    [Symbol.iterator]: () => groups[Symbol.iterator](),
  };
}
