import { createHash } from 'node:crypto';
import { DAY, type Micros } from '@learning-tracker/metrics';
import { type ProducedRecord, recordKey, TOPICS } from '@learning-tracker/streams';
import { createSyntheticCourse } from '@learning-tracker/synthetic-course';
import type { LogBed } from './harness.ts';

export const COURSE = 'synthetic-course-id-22';

/** Appends the clicks of a synthetic course, day by day, as the fetcher would. @returns how many */
export async function appendSyntheticCourse(
  bed: LogBed,
  options: { learners: number; weeks: number },
): Promise<number> {
  const course = createSyntheticCourse({ seed: 1, ...options });
  let count = 0;
  for (const day of course.days) {
    let records: ProducedRecord[] = [];
    for (const { kind, at, fields } of course.clicksOf(day)) {
      records.push(
        record(bed, fields[0] ?? '', kind, at, fields[5] ?? '', fields[14] ?? '', fields[15] ?? '', count),
      );
      count += 1;
      if (records.length < 5_000) continue;
      await bed.log.append(records);
      records = [];
    }
    await bed.log.append(records);
  }
  return count;
}

/** Appends `perLearner` clicks of each learner on each of the days, evenly made, so that days can be compared. */
export async function appendEvenDays(
  bed: LogBed,
  options: {
    readonly from: number;
    readonly to: number;
    readonly learners: number;
    readonly perLearner: number;
  },
): Promise<number> {
  let count = 0;
  for (let day = options.from; day < options.to; day += 1) {
    let records: ProducedRecord[] = [];
    for (let click = 0; click < options.perLearner; click += 1) {
      for (let learner = 0; learner < options.learners; learner += 1) {
        records.push(evenRecord(bed, day, learner, click));
        count += 1;
        if (records.length < 5_000) continue;
        await bed.log.append(records);
        records = [];
      }
    }
    await bed.log.append(records);
  }
  return count;
}

/** Midnight before the first of the even days. */
export const EVEN_START: Micros = 19_000 * DAY;

const PAGES = ['lecture', 'supplement', 'exam', 'discussions', 'discussionPrompt'];

/** Table id of a learner of the even days. */
export const evenLearner = (n: number): string => n.toString(16).padStart(40, '0');

/** One click of a learner on a day. */
export function evenRecord(bed: LogBed, day: number, learner: number, click: number): ProducedRecord {
  const at = EVEN_START + day * DAY + 8 * 3_600_000_000 + click * 97_000_000 + learner * 1_000;
  const type = PAGES[(click + learner) % PAGES.length] ?? 'lecture';
  const item = `it${(click * 7 + day + learner) % 60}`;
  const url = `https://www.coursera.org/learn/a-synthetic-course/${type}/${item}/the-name-of-the-item`;
  const id = evenLearner(learner);
  return record(bed, id, click % 3 === 2 ? 'video' : 'access', at, url, 'pageview', '{"from":"home"}', click);
}

function record(
  bed: LogBed,
  learnerId: string,
  kind: 'access' | 'video',
  at: Micros,
  url: string,
  key: string,
  value: string,
  n: number,
): ProducedRecord {
  const identity = createHash('sha256').update(`${learnerId}${kind}${at}${url}${n}`).digest().subarray(0, 16);
  const event = {
    courseId: COURSE,
    learnerId,
    kind,
    at,
    url,
    key,
    value,
    identity,
    occurrence: 0,
    extra: {},
  };
  return {
    topic: TOPICS.clicks,
    key: recordKey(COURSE, learnerId),
    value: bed.serde.encode('ClickObserved', event),
  };
}
