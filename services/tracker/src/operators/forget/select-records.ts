import {
  type DecodedEvent,
  type LogRecord,
  recordKey,
  type SelectRecords,
  type Serde,
} from '@learning-tracker/streams';
import { eventOf } from '../dead-letters/original.ts';
import { learnersOf } from '../named-learners.ts';

/** A learner of one course, by every id that is known. */
export interface Person {
  readonly courseId: string;
  readonly ids: readonly string[];
}

/** Picks the records that tell of a learner: by key, by whom the event names, and by the original of a dead letter. */
export function selectRecordsOf(serde: Pick<Serde, 'prepare' | 'decode'>, person: Person): SelectRecords {
  const keys = new Set(person.ids.map((id) => recordKey(person.courseId, id)));
  const needles = person.ids.map((id) => Buffer.from(id));

  async function isOf({ key, value }: LogRecord): Promise<boolean> {
    if (keys.has(key)) return true;
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    if (!needles.some((needle) => bytes.includes(needle))) return false;
    const event = await eventOf(serde, value);
    return event !== null && event.value.courseId === person.courseId && isNamedIn(event);
  }

  async function isNamedIn(event: DecodedEvent): Promise<boolean> {
    if (learnersOf(event).some((id) => person.ids.includes(id))) return true;
    if (event.name !== 'DeadLetter') return false;
    const { original } = event.value;
    const inner = await eventOf(serde, original);
    if (inner !== null) return learnersOf(inner).some((id) => person.ids.includes(id));
    // Unreadable: it cannot be told what the id means there, and nobody can use the rest.
    return needles.some((needle) => Buffer.from(original).includes(needle));
  }

  return async (records) => {
    const picked = new Set<number>();
    for (const record of records) if (await isOf(record)) picked.add(record.offset);
    return picked;
  };
}
