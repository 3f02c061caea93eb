import type { CoursePart, CoursePartName } from '@learning-tracker/metrics';
import { decodeContent, encodeContent } from './course/content.ts';
import {
  decodeCalibration,
  decodeConfig,
  decodeExports,
  encodeCalibration,
  encodeConfig,
  encodeExports,
} from './course/records.ts';

/** As `encodePart`, for what is stored of a course beside its learners. @throws TrackerError STATE_PART_INVALID */
export function encodeCoursePart(part: CoursePart): Uint8Array {
  switch (part.kind) {
    case 'config':
      return encodeConfig(part);
    case 'calibration':
      return encodeCalibration(part);
    case 'exports':
      return encodeExports(part);
    default:
      return encodeContent(part);
  }
}

/** As `decodePart`. @throws TrackerError STATE_SCHEMA_UNKNOWN, STATE_PART_CORRUPT */
export function decodeCoursePart(name: CoursePartName, bytes: Uint8Array): CoursePart {
  switch (name) {
    case 'config':
      return decodeConfig(bytes);
    case 'calibration':
      return decodeCalibration(bytes);
    case 'exports':
      return decodeExports(bytes);
    default:
      return decodeContent(name, bytes);
  }
}
