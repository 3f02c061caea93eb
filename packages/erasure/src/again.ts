import type { AggregateStore, ErasureList } from '@learning-tracker/storage';
import { type AskedLearner, personsOf } from './persons.ts';

/**
 * Finds whom of the erasure list the store holds: after an older copy of it was put back, when nobody knows the names
 * any more.
 */
export async function findErased(
  store: Pick<AggregateStore, 'partitions' | 'scan'>,
  isErased: ErasureList['isErased'],
): Promise<readonly AskedLearner[]> {
  const found: AskedLearner[] = [];
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const { courseId, learnerId } of store.scan(partition)) {
      if (isErased({ courseId, learnerId })) found.push({ learner: learnerId, courseIds: [courseId] });
    }
  }
  return found;
}

/** Erases from the store whom it holds although they are on the list. @returns how many learners it held */
export async function eraseRestored(
  store: Pick<AggregateStore, 'partitions' | 'scan' | 'courses' | 'tableId' | 'dashboardId' | 'erase'>,
  isErased: ErasureList['isErased'],
): Promise<number> {
  const found = await findErased(store, isErased);
  for (const asked of found) {
    for (const person of await personsOf(store, asked)) await store.erase(person);
  }
  return found.length;
}
