import { type LearnerRef, SETTINGS_PART } from '@learning-tracker/storage';
import { z } from 'zod';
import { Refusal } from '../errors.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';
import type { GatewayStore } from './gateway-store.ts';

export interface ListedLearner {
  /** Table id. */
  readonly learnerId: string;
  readonly dashboardId: string | null;
  readonly consent: boolean | null;
}

export interface LearnerPage {
  readonly learners: readonly ListedLearner[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
}

export interface LearnerListDeps {
  readonly store: Pick<GatewayStore, 'partitions' | 'scan' | 'dashboardId'>;
  readonly settings: Pick<LearnerSettings, 'view'>;
}

/** States looked at for one page: where few consent, a page may have fewer learners than asked for, or none. */
const MOST_LOOKED_AT = 1_000;

const place = z.tuple([z.int().nonnegative(), z.string()]);

/**
 * Learners of a course who consent, or all, in an order that stays the same while others come and go.
 *
 * @throws Refusal BAD_REQUEST (400) for a cursor that no page has given
 */
export async function pageOfLearners(
  deps: LearnerListDeps,
  courseId: string,
  asked: { readonly after: string | undefined; readonly limit: number; readonly all: boolean },
): Promise<LearnerPage> {
  const { store } = deps;
  const learners: ListedLearner[] = [];
  let [partition, behind] = asked.after === undefined ? [0, ''] : placeOf(asked.after);
  let looked = 0;
  for (; partition < store.partitions; partition += 1, behind = '') {
    for await (const { learnerId, parts } of store.scan(partition, courseId, behind)) {
      behind = learnerId;
      looked += 1;
      const entry = isLearner(parts) ? await entryOf(deps, { courseId, learnerId }) : null;
      if (entry !== null && (asked.all || entry.consent === true)) learners.push(entry);
      if (learners.length === asked.limit || looked === MOST_LOOKED_AT) {
        return { learners, next: cursorOf(partition, behind) };
      }
    }
  }
  return { learners, next: null };
}

/** Under a dashboard id there are settings alone. */
function isLearner(parts: ReadonlyMap<string, Uint8Array>): boolean {
  return [...parts.keys()].some((name) => name !== SETTINGS_PART);
}

async function entryOf(
  { store, settings }: LearnerListDeps,
  { courseId, learnerId }: LearnerRef,
): Promise<ListedLearner> {
  const dashboardId = await store.dashboardId(courseId, learnerId);
  const consent =
    dashboardId === null ? null : (await settings.view({ courseId, learnerId: dashboardId })).consent;
  return { learnerId, dashboardId, consent };
}

function cursorOf(partition: number, behind: string): string {
  return Buffer.from(JSON.stringify([partition, behind])).toString('base64url');
}

function placeOf(cursor: string): [number, string] {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new Refusal('BAD_REQUEST', 400, 'The parameter after is not the next of a page.');
  }
}
