import { hash } from 'node:crypto';
import type { Clock } from '@learning-tracker/runtime';
import type { AggregateStore, ErasureList, SealedRows } from '@learning-tracker/storage';
import { type LogEraser, type Serde, TOPICS } from '@learning-tracker/streams';
import { type AskedLearner, type Person, personsOf } from './persons.ts';
import type { Place, Receipt } from './receipt.ts';
import { selectRecordsOf } from './select-records.ts';

export interface ForgetPorts {
  readonly store: Pick<AggregateStore, 'courses' | 'tableId' | 'dashboardId' | 'erase'>;
  readonly erasures: Pick<ErasureList, 'digestOf' | 'add'>;
  readonly serde: Pick<Serde, 'prepare' | 'decode'>;
  readonly clock: Clock;
  /** Resolves when every process of the deployment has read the erasure list anew. */
  readonly listIsKnown: () => Promise<void>;
  readonly logEraser: LogEraser;
  /** Removes the learner from the fetcher's ledger; null where that is on another machine, and the fetcher does so. */
  readonly eraseFromLedger: ((person: Person) => number) | null;
  /** Of the e-mail vault; needs no key. */
  readonly sealedRows: Pick<SealedRows, 'erase'>;
  /** Gives back what erased bytes took on disk; false where another program keeps them there. Null: nothing to be done. */
  readonly reclaim: (() => boolean) | null;
}

const LEDGER_LATER = 'The fetcher erases it from its ledger at its next look: it knows the list by now.';
const KEPT_PAGES = 'Another program reads the file: run it once more when that has ended.';

/**
 * Forgets learners in some courses. First all their ids go on the erasure list, then everything that is held goes, the
 * rows of the id map last. Once more after a crash: it goes on.
 *
 * @param id names the receipt
 */
export async function forget(
  ports: ForgetPorts,
  asked: readonly AskedLearner[],
  id: string,
): Promise<Receipt> {
  const { store, erasures, clock } = ports;
  const persons = (await Promise.all(asked.map((one) => personsOf(store, one)))).flat();
  const places: Place[] = [];
  const note = (place: Omit<Place, 'at'>) => void places.push({ ...place, at: clock.now() });
  const digests: string[] = [];

  for (const { courseId, ids } of persons) {
    const own = ids.map((learnerId) => erasures.digestOf({ courseId, learnerId }));
    await erasures.add(own);
    digests.push(...own);
    note({ courseId, place: 'erasure list', state: 'listed', count: own.length });
  }
  // What was published without knowing the list is in the log by then, and is found there.
  await ports.listIsKnown();
  for (const person of persons) noteLedger(ports, person, note);
  await eraseFromLog(ports, persons, digests, note);
  for (const person of persons) {
    const { courseId } = person;
    note({ courseId, place: 'e-mail vault', state: 'erased', count: await ports.sealedRows.erase(person) });
    // Last: until here a repeat still finds the other id.
    note({ courseId, place: 'store', state: 'erased', count: await store.erase(person) });
  }
  if (ports.reclaim?.() === false) {
    for (const courseId of coursesOf(persons)) {
      note({ courseId, place: 'write-ahead log', state: 'kept', count: 0, note: KEPT_PAGES });
    }
  }
  return { id, digests, places, complete: places.every(({ state }) => state !== 'kept') };
}

type Note = (place: Omit<Place, 'at'>) => void;

function coursesOf(persons: readonly Person[]): ReadonlySet<string> {
  return new Set(persons.map(({ courseId }) => courseId));
}

function noteLedger({ eraseFromLedger }: ForgetPorts, person: Person, note: Note): void {
  const ledger = { courseId: person.courseId, place: 'ledger' };
  if (eraseFromLedger === null) note({ ...ledger, state: 'listed', count: 0, note: LEDGER_LATER });
  else note({ ...ledger, state: 'erased', count: eraseFromLedger(person) });
}

/** All of them at once: on Kafka the topics are copied once, however many are forgotten. */
async function eraseFromLog(
  { logEraser, serde }: ForgetPorts,
  persons: readonly Person[],
  digests: readonly string[],
  note: Note,
): Promise<void> {
  if (persons.length === 0) return;
  const topics = Object.values(TOPICS);
  const erased = await logEraser.erase({
    id: hash('sha256', digests.toSorted().join('\n')).slice(0, 32),
    topics,
    ids: [...new Set(persons.flatMap(({ ids }) => ids))],
    select: selectRecordsOf(serde, persons),
  });
  for (const courseId of coursesOf(persons)) {
    for (const topic of topics) {
      const found = erased.find((one) => one.topic === topic && one.courseId === courseId);
      note({ courseId, place: `topic ${topic}`, state: 'erased', count: found?.count ?? 0 });
    }
  }
}
