import {
  applyFact,
  emptyPart,
  type Fact,
  type Part,
  type PartName,
  partOf,
  type SettingsFact,
} from '@learning-tracker/metrics';
import { type AggregateStore, encodePart } from '@learning-tracker/storage';
import {
  type ClickObserved,
  type LearnerSettingsChanged,
  type ProducedRecord,
  recordKey,
  type Serde,
  type TableRowChanged,
  TOPICS,
} from '@learning-tracker/streams';
import fc from 'fast-check';

export const COURSE = 'course';

/** A fact and whom it is about, in course `course`. */
export interface AddressedFact {
  readonly learnerId: string;
  readonly fact: Fact;
}

/** The record that the fetcher would publish. */
export function recordOf(serde: Serde, { learnerId, fact }: AddressedFact): ProducedRecord {
  const whom = { courseId: COURSE, learnerId };
  const key = recordKey(COURSE, learnerId);
  if (fact.type === 'click') {
    const { type, ...click } = fact;
    const event: ClickObserved = { ...whom, ...click, key: '', value: '', extra: {} };
    return { topic: TOPICS.clicks, key, value: serde.encode('ClickObserved', event) };
  }
  if (!('version' in fact)) {
    const value = serde.encode('LearnerSettingsChanged', settingsEvent(learnerId, fact));
    return { topic: TOPICS.learnerSettings, key, value };
  }
  const { version, deleted } = fact;
  const event: TableRowChanged = { ...whom, version, deleted, row: rowOf(fact), extra: {} };
  return { topic: TOPICS.tableRows, key, value: serde.encode('TableRowChanged', event) };
}

function settingsEvent(dashboardId: string, fact: SettingsFact): LearnerSettingsChanged {
  const eventId =
    'eventId' in fact ? fact.eventId : fact.type === 'week' ? `week ${fact.week}` : `expiry ${fact.at}`;
  const actor = 'eventId' in fact ? 'learner' : 'rollover';
  return { eventId, courseId: COURSE, dashboardId, at: fact.at, actor, change: changeOf(fact) };
}

function changeOf(fact: SettingsFact): LearnerSettingsChanged['change'] {
  switch (fact.type) {
    case 'consent':
      return { ConsentChanged: fact };
    case 'goal':
      return { GoalSet: fact };
    case 'selection':
      return { IndicatorsSelected: fact };
    case 'questionnaire':
      return { SrlAnswered: fact };
    case 'week':
      return { WeekOpened: fact };
    case 'expiry':
      return { SettingsExpired: { changedAt: fact.at } };
  }
}

function rowOf(fact: Exclude<Fact, { type: 'click' } | SettingsFact>): TableRowChanged['row'] {
  switch (fact.type) {
    case 'progress':
      return { ProgressRow: fact };
    case 'membership':
      return { MembershipRow: fact };
    case 'question':
      return { QuestionRow: fact };
    case 'answer':
      return { AnswerRow: fact };
    case 'itemGrade':
      return { ItemGradeRow: fact };
    case 'courseGrade':
      return { CourseGradeRow: fact };
  }
}

/** Bytes by `learner part`, as a processor must leave them. */
export function directBytes(facts: readonly AddressedFact[]): Record<string, string> {
  const parts = new Map<string, Part>();
  for (const { learnerId, fact } of facts) {
    const name: PartName = partOf(fact);
    const key = `${learnerId} ${name}`;
    const part = parts.get(key) ?? emptyPart(name);
    parts.set(key, part);
    applyFact(part, fact);
  }
  return Object.fromEntries([...parts].map(([key, part]) => [key, hex(encodePart(part))]));
}

/** Bytes by `learner part`, as the store holds them. */
export async function storedBytes(store: AggregateStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const { learnerId, parts } of store.scan(partition))
      for (const [name, bytes] of parts) found[`${learnerId} ${name}`] = hex(bytes);
  }
  return found;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const DAY = 86_400_000_000;
const version = fc.constantFrom(1, 2, 3);
const deleted = fc.boolean();
const id = fc.constantFrom('a', 'b');
const at = fc
  .tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1, 1_800_000_000, 1_800_000_001, DAY - 1))
  .map(([day, offset]) => day * DAY + offset);
const url = fc
  .constantFrom('lecture/a', 'discussions/all', 'home')
  .map((page) => `https://www.coursera.org/learn/slug/${page}`);
const identity = fc.constantFrom(1, 2).map((byte) => new Uint8Array(16).fill(byte));
const occurrence = fc.constantFrom(0, 1);
const grade = fc.constantFrom(null, 0.5, 1);
const kind = fc.constantFrom('access' as const, 'video' as const);
const type = <T extends Fact['type']>(name: T) => fc.constant(name);

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ type: type('click'), kind, at, url, identity, occurrence }),
  fc.record({ type: type('progress'), version, deleted, itemId: id, state: version, at, count: version }),
  fc.record({ type: type('membership'), version, deleted, sessionId: id, startAt: at, endAt: fc.option(at) }),
  fc.record({ type: type('question'), version, deleted, questionId: id, at }),
  fc.record({ type: type('answer'), version, deleted, answerId: id, questionId: id, at }),
  fc.record({ type: type('itemGrade'), version, deleted, itemId: id, grade, at: fc.option(at) }),
  fc.record({ type: type('courseGrade'), version, deleted, overall: grade, at: fc.option(at) }),
  fc.record({ type: type('consent'), at, eventId: id, consent: deleted, followUp: fc.option(deleted) }),
  fc.record({ type: type('goal'), at, eventId: id, goal: id }),
  fc.record({
    type: type('selection'),
    at,
    eventId: id,
    metrics: fc.constantFrom(['metric_1'], ['metric_2']),
  }),
  fc.record({ type: type('questionnaire'), at, eventId: id, answers: fc.constantFrom([1], [7]) }),
  fc.record({ type: type('week'), at, week: version }),
  fc.record({ type: type('expiry'), at }),
);

/** Facts of four learners over six days; small domains, so that parts and keys collide. */
export const arbitraryFacts: fc.Arbitrary<AddressedFact[]> = fc.array(
  fc.record({ learnerId: fc.constantFrom('ann', 'bob', 'cid', 'dee'), fact }),
  { maxLength: 60 },
);

/** n facts of those learners, the same for every call. */
export function someFacts(n: number): readonly AddressedFact[] {
  const exactly = fc.array(fc.record({ learnerId: fc.constantFrom('ann', 'bob', 'cid', 'dee'), fact }), {
    minLength: n,
    maxLength: n,
  });
  return fc.sample(exactly, { numRuns: 1, seed: 7 })[0] ?? [];
}
