import type { Micros } from '@learning-tracker/metrics';
import type { Clock } from '@learning-tracker/runtime';
import type { AggregateStore, ErasureList, SealedRows } from '@learning-tracker/storage';
import { type RecordEraser, type Serde, TOPICS } from '@learning-tracker/streams';
import { type Person, selectRecordsOf } from './select-records.ts';

export interface ForgetPorts {
  readonly store: Pick<AggregateStore, 'courses' | 'tableId' | 'dashboardId' | 'addErasure' | 'erase'>;
  readonly erasures: Pick<ErasureList, 'digestOf'>;
  /** Of the e-mail vault; needs no key. */
  readonly sealedRows: Pick<SealedRows, 'erase'>;
  readonly serde: Pick<Serde, 'prepare' | 'decode'>;
  readonly clock: Clock;
  /** Resolves when every process of the deployment has read the erasure list anew. */
  readonly listIsKnown: () => Promise<void>;
  /** Null where the log cannot be rewritten in place. */
  readonly records: Pick<RecordEraser, 'erase' | 'reclaim'> | null;
  /** Removes the learner from the fetcher's ledger; null where that is on another machine. */
  readonly eraseFromLedger: ((person: Person) => number) | null;
}

/** `kept`: the learner is still there, and `note` says what is to be done. */
export interface Place {
  readonly courseId: string;
  readonly place: string;
  readonly state: 'listed' | 'erased' | 'kept';
  /** How many digests, values, records or rows. */
  readonly count: number;
  readonly at: Micros;
  readonly note?: string;
}

/** What was done for one learner; names the learner by digests alone, so that it can be kept. */
export interface Receipt {
  /** HMACs of the ids in their courses, as the erasure list holds them. */
  readonly digests: readonly string[];
  readonly places: readonly Place[];
  /** Nothing was kept. */
  readonly complete: boolean;
}

const KEPT_LOG =
  'Topics in Kafka are not rewritten: what they hold of the learner goes when their retention lets it go.';
const KEPT_LEDGER = 'Run it once more where the ledger of the fetcher is (FETCHER_LEDGER_FILE).';

/**
 * Forgets a learner in some courses. First both ids go on the erasure list, then everything that is held goes, the rows
 * of the id map last but for the log, which can be searched again. Once more after a crash: it goes on.
 *
 * @param learner table id or dashboard id
 * @param courseIds the courses; none: all that the store knows
 */
export async function forget(
  ports: ForgetPorts,
  learner: string,
  courseIds: readonly string[],
): Promise<Receipt> {
  const courses = courseIds.length > 0 ? courseIds : await ports.store.courses();
  const persons = await Promise.all(courses.map((courseId) => personOf(ports, courseId, learner)));
  const places: Place[] = [];
  const note = (place: Omit<Place, 'at'>) => void places.push({ ...place, at: ports.clock.now() });
  const digests: string[] = [];

  for (const { courseId, ids } of persons) {
    const own = ids.map((learnerId) => ports.erasures.digestOf({ courseId, learnerId }));
    for (const digest of own) await ports.store.addErasure(digest);
    digests.push(...own);
    note({ courseId, place: 'erasure list', state: 'listed', count: own.length });
  }
  // What was published without knowing the list is in the log by then, and is found there.
  await ports.listIsKnown();
  for (const person of persons) await eraseFrom(ports, person, note);
  if (ports.records?.reclaim() === false) {
    const message = 'Another program reads the file: run it once more when that has ended.';
    for (const courseId of courses) {
      note({ courseId, place: 'write-ahead log', state: 'kept', count: 0, note: message });
    }
  }
  return { digests, places, complete: places.every(({ state }) => state !== 'kept') };
}

/** Both ids where the map knows them. */
async function personOf({ store }: ForgetPorts, courseId: string, learner: string): Promise<Person> {
  const others = [await store.tableId(courseId, learner), await store.dashboardId(courseId, learner)];
  return { courseId, ids: [...new Set([learner, ...others.filter((id) => id !== null)])] };
}

async function eraseFrom(
  ports: ForgetPorts,
  person: Person,
  note: (place: Omit<Place, 'at'>) => void,
): Promise<void> {
  const { courseId } = person;
  const { records, eraseFromLedger, store } = ports;
  const ledger = { courseId, place: 'ledger' };
  if (eraseFromLedger === null) note({ ...ledger, state: 'kept', count: 0, note: KEPT_LEDGER });
  else note({ ...ledger, state: 'erased', count: eraseFromLedger(person) });

  const select = selectRecordsOf(ports.serde, person);
  for (const topic of Object.values(TOPICS)) {
    const place = `topic ${topic}`;
    if (records === null) note({ courseId, place, state: 'kept', count: 0, note: KEPT_LOG });
    else note({ courseId, place, state: 'erased', count: await records.erase(topic, person.ids, select) });
  }
  note({ courseId, place: 'e-mail vault', state: 'erased', count: await ports.sealedRows.erase(person) });
  // Last: until here a repeat still finds the other id.
  note({ courseId, place: 'store', state: 'erased', count: await store.erase(person) });
}
