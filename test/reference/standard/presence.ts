import type { ReferenceCourse, ReferenceFigure } from '../model.ts';
import { HOUR, lengthOf, MINUTE, runsOf, SECOND } from '../time.ts';
import { figure, noFigure } from './figure.ts';

/** Metric 4, online presence. `calibration` in minutes; null: no source was left. */
export function metric4(
  course: ReferenceCourse,
  learnerId: string,
  calibration: number | null,
): ReferenceFigure {
  const micros = presenceMicros(course, learnerId);
  if (micros === null) return noFigure('no_data');
  const hours = micros / HOUR;
  if (calibration === null) return figure(hours, 1, 0, { scaled: null, reason: 'no_calibration' });
  const minutes = micros / MINUTE;
  return figure(hours, 1, (minutes * 10) / calibration);
}

/** The unrounded minutes that calibrate metric 4; null without any event. */
export function presenceMinutes(course: ReferenceCourse, learnerId: string): number | null {
  const micros = presenceMicros(course, learnerId);
  return micros === null ? null : micros / MINUTE;
}

/** Sum of the exact lengths of the sessions longer than 5 s, joined over midnight; null without any event. */
function presenceMicros(course: ReferenceCourse, learnerId: string): number | null {
  const times = [...course.clicks, ...course.progress]
    .filter((fact) => fact.learnerId === learnerId)
    .map((fact) => fact.at);
  if (times.length === 0) return null;
  let micros = 0;
  for (const session of runsOf(times)) {
    if (lengthOf(session) > 5 * SECOND) micros += lengthOf(session);
  }
  return micros;
}
