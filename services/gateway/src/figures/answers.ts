import type { ProfileName } from '@learning-tracker/metrics';
import type { Telemetry } from '@learning-tracker/runtime';
import type { Awaitable, LearnerMeta, LearnerRef } from '@learning-tracker/storage';
import { LRUCache } from 'lru-cache';
import { entityTag } from '../http/etag.ts';
import type { Completeness } from './completeness.ts';
import type { KnownCourse } from './course-directory.ts';
import type { FiguresReader, LearnerFigures } from './figures-reader.ts';
import type { GatewayStore } from './gateway-store.ts';
import { whenKnown } from './when-known.ts';

/** An answer as it is sent. */
export interface Answer {
  /** The same for all forms of one learner's figures, so that a page can compare itself with `/v1`. */
  readonly etag: string;
  readonly body: string;
}

export interface AnswerRequest {
  readonly course: KnownCourse;
  readonly learnerId: string;
  readonly dashboardId: string | null;
  readonly profile: ProfileName;
  /** Names the form of the document and whatever else `render` uses, so that two never share a kept answer. */
  readonly form: string;
  readonly render: (figures: LearnerFigures, complete: boolean) => string;
}

export interface Answers {
  /** Null where the course has no such learner. */
  get(request: AnswerRequest): Awaitable<Answer | null>;
}

/** All that an answer depends on beside its request; compared field by field, since this is the hot path. */
interface Versions extends LearnerMeta {
  readonly courseVersion: number;
  readonly dashboardId: string | null;
  readonly complete: boolean;
}

/**
 * Keeps answers as text and asks the store for revisions only: a learner's parts are read, and figures made,
 * when one of the versions they depend on has changed.
 */
export function createAnswers(deps: {
  readonly store: Pick<GatewayStore, 'meta'>;
  readonly figures: FiguresReader;
  readonly completeness: Completeness;
  readonly telemetry: Telemetry;
  readonly capacity: number;
}): Answers {
  const { store, figures, completeness, telemetry } = deps;
  const kept = new LRUCache<string, Answer & { readonly versions: Versions }>({ max: deps.capacity });
  const hits = telemetry.counter('learning_tracker_figure_cache_total', { result: 'hit' });
  const misses = telemetry.counter('learning_tracker_figure_cache_total', { result: 'miss' });

  function answer(request: AnswerRequest, meta: LearnerMeta, complete: boolean): Awaitable<Answer | null> {
    const { course, dashboardId } = request;
    const key = keyOf(request);
    const present = kept.get(key);
    if (
      present !== undefined &&
      present.versions.revision === meta.revision &&
      present.versions.courseVersion === course.version &&
      present.versions.complete === complete &&
      present.versions.dashboardId === dashboardId &&
      present.versions.processedAt === meta.processedAt &&
      present.versions.publishedAt === meta.publishedAt
    ) {
      hits.add(1);
      return present;
    }
    misses.add(1);
    return makeAnew(request, key, { ...meta, courseVersion: course.version, dashboardId, complete });
  }

  /**
   * Versions were taken before the parts are read: newer parts under older versions are made anew by the next request,
   * older parts under newer versions would stay.
   */
  async function makeAnew(request: AnswerRequest, key: string, versions: Versions): Promise<Answer | null> {
    const learner = learnerOf(request);
    const read = await figures.learner(learner, request.profile);
    if (read === null) return null;
    const made = {
      versions,
      etag: entityTag(JSON.stringify([versions, learner, request.profile])),
      body: request.render(read, versions.complete),
    };
    kept.set(key, made);
    return made;
  }

  return {
    get(request) {
      const learner = learnerOf(request);
      return whenKnown(store.meta(learner), (meta) =>
        meta === null
          ? null
          : whenKnown(completeness.of(learner), (complete) => answer(request, meta, complete)),
      );
    },
  };
}

function learnerOf({ course: { courseId }, learnerId }: AnswerRequest): LearnerRef {
  return { courseId, learnerId };
}

/** Lengths in front, so that no two requests share a key whatever characters their ids hold. */
function keyOf({ course: { courseId }, learnerId, profile, form }: AnswerRequest): string {
  return `${profile} ${form.length} ${courseId.length} ${form}${courseId}${learnerId}`;
}
