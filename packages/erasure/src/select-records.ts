import {
  type DecodedEvent,
  eventOf,
  type LogRecord,
  learnersOf,
  recordKey,
  type SelectRecords,
  type Serde,
} from '@learning-tracker/streams';
import type { Person } from './persons.ts';

/**
 * Picks the records that tell of one of some learners: by key, by whom the event names, and by the original of a dead
 * letter.
 */
export function selectRecordsOf(
  serde: Pick<Serde, 'prepare' | 'decode'>,
  persons: readonly Person[],
): SelectRecords {
  const coursesByKey = new Map<string, string>();
  for (const { courseId, ids } of persons) {
    for (const id of ids) coursesByKey.set(recordKey(courseId, id), courseId);
  }
  const needles = [...new Set(persons.flatMap(({ ids }) => ids))].map((id) => Buffer.from(id));
  const idsByCourse = Map.groupBy(persons, ({ courseId }) => courseId);

  /** The course whose learner the record tells of, or null. */
  async function courseOf({ key, value }: LogRecord): Promise<string | null> {
    const own = coursesByKey.get(key);
    if (own !== undefined) return own;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    if (!needles.some((needle) => bytes.includes(needle))) return null;
    const event = await eventOf(serde, value);
    if (event === null) return null;
    const { courseId } = event.value;
    const ids = idsByCourse.get(courseId)?.flatMap((person) => person.ids) ?? [];
    return ids.length > 0 && (await isNamedIn(event, ids)) ? courseId : null;
  }

  async function isNamedIn(event: DecodedEvent, ids: readonly string[]): Promise<boolean> {
    if (learnersOf(event).some((id) => ids.includes(id))) return true;
    if (event.name !== 'DeadLetter') return false;
    const { original } = event.value;
    const inner = await eventOf(serde, original);
    if (inner !== null) return learnersOf(inner).some((id) => ids.includes(id));
    // Unreadable: it cannot be told what the id means there, and nobody can use the rest.
    return ids.some((id) => Buffer.from(original).includes(id));
  }

  return async (records) => {
    const picked = new Map<number, string>();
    for (const record of records) {
      const courseId = await courseOf(record);
      if (courseId !== null) picked.set(record.offset, courseId);
    }
    return picked;
  };
}
