import { lak21Figures } from './lak21/figures.ts';
import type { ReferenceCourse, ReferenceFigures, ReferenceProfile } from './model.ts';
import { standardFigures } from './standard/figures.ts';

/**
 * The twelve figures of exactly the learners that the profile knows: `standard` all members of the followed
 * sessions, `lak21` those of them with a progress row. A slow, literal transcription of the definitions, shared
 * with no production code, to compare the engine with.
 */
export function referenceFigures(
  course: ReferenceCourse,
  profile: ReferenceProfile,
): Map<string, ReferenceFigures> {
  return profile === 'standard' ? standardFigures(course) : lak21Figures(course);
}
