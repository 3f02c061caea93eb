import { readFile } from 'node:fs/promises';
import { messageOf, TrackerError } from '@learning-tracker/runtime';
import type { AggregateStore, ErasureList, LearnerRef } from '@learning-tracker/storage';
import { z } from 'zod';
import { TRACKER_ERRORS } from '../../errors.ts';

const receiptSchema = z.object({ digests: z.array(z.string().regex(/^[0-9a-f]{64}$/)) });

/** Digests of all receipts in a file, a line each. @throws TrackerError INPUT_UNREADABLE */
export async function readDigests(path: string): Promise<ReadonlySet<string>> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    return new Set(lines.flatMap((line) => receiptSchema.parse(JSON.parse(line)).digests));
  } catch (error) {
    const message = `${path} holds no receipts: ${messageOf(error)}`;
    throw new TrackerError('INPUT_UNREADABLE', message, TRACKER_ERRORS.INPUT_UNREADABLE, error);
  }
}

/**
 * Puts digests on the erasure list, and finds whom of them the store holds: after an older copy of it was put back, when
 * nobody knows the names any more.
 */
export async function listAgain(
  store: Pick<AggregateStore, 'addErasure' | 'partitions' | 'scan'>,
  erasures: Pick<ErasureList, 'digestOf'>,
  digests: ReadonlySet<string>,
): Promise<readonly LearnerRef[]> {
  for (const digest of digests) await store.addErasure(digest);
  const found: LearnerRef[] = [];
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const { courseId, learnerId } of store.scan(partition)) {
      if (digests.has(erasures.digestOf({ courseId, learnerId }))) found.push({ courseId, learnerId });
    }
  }
  return found;
}
