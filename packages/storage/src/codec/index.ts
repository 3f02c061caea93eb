export {
  type CohortSnapshot,
  decodeAdmission,
  decodeCohortSnapshot,
  encodeAdmission,
  encodeCohortSnapshot,
} from './cohort-snapshot.ts';
export { decodeCoursePart, encodeCoursePart } from './course-part-codec.ts';
export { decodeHistoryDay, encodeHistoryDay, type HistoryDay, type HistoryFigure } from './day-figures.ts';
export { decodePart, encodePart } from './part-codec.ts';
export { combine, EMPTY_REVISION, partDigest } from './revision.ts';
