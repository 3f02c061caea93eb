import { DAY } from '@learning-tracker/metrics';
import {
  type EventName,
  type Events,
  type ProducedRecord,
  recordKey,
  TOPICS,
} from '@learning-tracker/streams';
import { COURSE, EVEN_START, evenLearner } from '../clicks.ts';
import type { LogBed } from '../harness.ts';

const ITEMS = 60;
const SESSION = 'session';

/** Appends what makes learners of the even days members of a course of 60 items, of which they have completed a third. */
export async function appendCourse({ log, serde }: LogBed, learners: number): Promise<void> {
  const content = <N extends EventName>(name: N, event: Events[N]): ProducedRecord => ({
    topic: TOPICS.courseContent,
    key: recordKey(COURSE),
    value: serde.encode(name, event),
    partition: 0,
  });
  const common = { courseId: COURSE, version: 1, deleted: false, extra: {} };
  const items = Array.from({ length: ITEMS }, (_, order) => ({
    itemId: `it${order}`,
    branchId: null,
    lessonId: null,
    typeId: null,
    order,
    name: null,
    optional: false,
  }));
  const SessionRow = { sessionId: SESSION, startAt: EVEN_START, endAt: null, branchId: null };
  await log.append([
    content('CourseConfigured', { courseId: COURSE, version: 1, json: JSON.stringify({ courseId: COURSE }) }),
    content('ContentRowChanged', { ...common, row: { SessionRow } }),
    ...items.map((ItemRow) => content('ContentRowChanged', { ...common, row: { ItemRow } })),
  ]);

  const MembershipRow = { sessionId: SESSION, startAt: EVEN_START, endAt: null };
  for (let n = 0; n < learners; n += 1) {
    const learnerId = evenLearner(n);
    const completed = items.slice(0, ITEMS / 3).map(({ itemId, order }) => ({
      ProgressRow: { itemId, state: 2, at: EVEN_START + order * DAY, count: 1 },
    }));
    await log.append(
      [{ MembershipRow }, ...completed].map((row) => ({
        topic: TOPICS.tableRows,
        key: recordKey(COURSE, learnerId),
        value: serde.encode('TableRowChanged', { ...common, learnerId, row }),
      })),
    );
  }
}
