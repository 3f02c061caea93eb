import { createMetricProcessor } from '@learning-tracker/metric-processor';
import { DAY } from '@learning-tracker/metrics';
import { type Logger, systemClock } from '@learning-tracker/runtime';
import { type AggregateStore, type Claim, EMPTY_REVISION, type LearnerRef } from '@learning-tracker/storage';
import { type DecodedEvent, type EventLog, type Serde, TOPICS } from '@learning-tracker/streams';
import { doneOf, type Say } from './observed.ts';
import type { Role } from './task.ts';

export interface RoleDeps {
  readonly log: EventLog;
  readonly serde: Serde;
  readonly store: AggregateStore;
  readonly name: string;
  readonly say: Say;
  readonly logger: Logger;
}

export interface Running {
  stop(): Promise<void>;
}

/** What the records of a batch come to; settles when it is consumed or written. */
type Work = (partition: number, events: readonly DecodedEvent[], nextOffset: number) => Promise<void>;

export async function startRole(role: Role, deps: RoleDeps): Promise<Running> {
  switch (role.kind) {
    case 'processor':
      return startProcessor(deps);
    case 'consumer':
      return consume(deps, async (partition, { length }) =>
        deps.say(doneOf({ partition, records: length, parts: 0, partBytes: 0 })),
      );
    case 'writer':
      return consume(deps, createWriter(deps.store, role.partsPerRecord, new Uint8Array(role.bytesPerPart)));
  }
}

async function startProcessor(deps: RoleDeps): Promise<Running> {
  const processor = createMetricProcessor({
    ...deps,
    group: deps.name,
    clock: systemClock,
    isErased: () => false,
    onFailure: fail,
  });
  await processor.start();
  return processor;
}

function consume({ log, serde, name }: RoleDeps, work: Work): Promise<Running> {
  return log.subscribe({
    group: name,
    topics: [TOPICS.clicks],
    onFailure: fail,
    onBatch: async ({ partition, records }, control) => {
      await serde.prepare(records);
      const events = records.map(({ value }) => serde.decode(value));
      const next = (records.at(-1)?.offset ?? 0) + 1;
      await work(partition, events, next);
      control.resolve(next);
    },
  });
}

/** Commits through the store, one slice a batch; parts are of the learners whose records came, as a processor's are. */
function createWriter(store: AggregateStore, partsPerRecord: number, bytes: Uint8Array): Work {
  const holders = new Map<number, { readonly claim: Claim; position: number }>();
  return async (partition, events, next) => {
    let holder = holders.get(partition);
    if (holder === undefined) {
      holder = { claim: await store.claim(partition), position: 0 };
      holders.set(partition, holder);
    }
    const { claim, position: from } = holder;
    holder.position = next;
    const parts = partsOf(events, Math.round(events.length * partsPerRecord)).map((ref) => ({
      ...ref,
      bytes,
    }));
    const now = systemClock.now();
    const meta = { revision: EMPTY_REVISION, publishedAt: now, processedAt: now };
    await store.commit(partition, claim, {
      positions: { [TOPICS.clicks]: { from, to: next } },
      parts,
      learners: distinct(parts).map((learner) => ({ ...learner, ...meta })),
      courseParts: [],
      ids: [],
      counts: {},
      complete: false,
    });
  };
}

function partsOf(events: readonly DecodedEvent[], count: number): (LearnerRef & { readonly part: string })[] {
  return Array.from({ length: count }, (_, i) => {
    const event = events[Math.floor((i * events.length) / count)];
    if (event?.name !== 'ClickObserved') throw new Error('the bench knows of clicks only');
    const { courseId, learnerId, at } = event.value;
    return { courseId, learnerId, part: `day/${Math.floor(at / DAY)}` };
  });
}

function distinct(refs: readonly LearnerRef[]): LearnerRef[] {
  return [...new Map(refs.map(({ courseId, learnerId }) => [learnerId, { courseId, learnerId }])).values()];
}

function fail(error: unknown): void {
  throw error;
}
