import {
  type Clock,
  type CourseSchedule,
  type Logger,
  messageOf,
  newestOpening,
  type Opening,
  type Scheduler,
  systemScheduler,
  type Telemetry,
  unlessAborted,
} from '@learning-tracker/runtime';
import type { LearnerRef } from '@learning-tracker/storage';
import {
  type EventLog,
  type LearnerSettingsChanged,
  recordKey,
  type Serde,
  type Subscription,
  TOPICS,
} from '@learning-tracker/streams';
import { type SettingsExpiry, settingsExpired } from './expiry.ts';
import { createLearnerBook, type LearnerBook } from './learner-book.ts';
import { weekOpened } from './week-opened.ts';

export interface RolloverDeps {
  readonly log: Pick<EventLog, 'subscribe' | 'offsets' | 'read' | 'append'>;
  readonly serde: Pick<Serde, 'prepare' | 'decode' | 'encode'>;
  /** Null for a course that is not known (yet): its weeks are opened once it is. */
  readonly courses: { course(courseId: string): Promise<CourseSchedule | null> };
  readonly clock: Clock;
  readonly logger: Logger;
  /** `learnerId` is the dashboard id. */
  readonly isErased: (learner: LearnerRef) => boolean;
  /** Ends choices of ids that no export names; absent: they last. */
  readonly expiry?: SettingsExpiry;
  readonly scheduler?: Scheduler;
  readonly telemetry?: Telemetry | undefined;
  readonly group?: string;
  /** Pause between two looks (default 10,000): a week opens at most so late. */
  readonly lookMs?: number;
  /** The subscription ended by a broken invariant of our own; the process should end. */
  readonly onFailure: (error: unknown) => void;
}

export interface WeeklyRollover {
  start(): Promise<void>;
  /**
   * Reads the log to its present end, ends choices of ids that no export names, and opens what is due; also done by itself every `lookMs`.
   *
   * @returns how many learners were given a week
   * @throws what log, store or registry throw; the next look goes on where this one ended
   */
  look(): Promise<number>;
  /** Why the last look of its own failed; for readiness. */
  notes(): readonly string[];
  stop(): Promise<void>;
}

/** Events appended in one step: an interrupted look has to repeat no more than these. */
const CHUNK = 1_000;
const LOOK_MS = 10_000;
const TOPIC = TOPICS.learnerSettings;

/**
 * Opens each week once for every learner with settings. All it knows comes from the log, from the beginning of each
 * partition that its group gives it, so it keeps nothing of its own; the instant that an event carries is the scheduled
 * one and its id is derived, so one that comes late, or twice from two copies, is the same event.
 */
export function createWeeklyRollover(deps: RolloverDeps): WeeklyRollover {
  const { log, serde, courses, clock, logger, isErased, telemetry, expiry, lookMs = LOOK_MS } = deps;
  const scheduler = deps.scheduler ?? systemScheduler;
  const books = new Map<number, LearnerBook>();
  let mine: ReadonlySet<number> = new Set();
  let subscription: Subscription | null = null;
  const stopping = new AbortController();
  let cancelLook = () => {};
  let trouble: string | null = null;
  let last: Promise<unknown> = Promise.resolve();

  return {
    async start() {
      subscription = await log.subscribe({
        group: deps.group ?? 'weekly-rollover',
        topics: [TOPIC],
        // Its positions serve lag tools; a book that stands outside the log is made anew.
        outOfRange: 'nearest',
        onAssignment: (assigned) => {
          mine = new Set(assigned.map(({ partition }) => partition));
          // To free their memory; a book that comes back reads on, or anew, to the same.
          for (const partition of books.keys()) if (!mine.has(partition)) books.delete(partition);
        },
        // Looks read the log themselves, so as to decide on all that it held; this is for lag tools.
        onBatch: async ({ records }, control) => control.resolve((records.at(-1)?.offset ?? -1) + 1),
        onFailure: (error) => {
          if (!stopping.signal.aborted) deps.onFailure(error);
        },
      });
      lookLater();
    },
    look: () => inTurn(look),
    notes: () => (trouble === null ? [] : [`weeks are not opened: ${trouble}`]),
    async stop() {
      stopping.abort(new Error('the weekly rollover is stopping'));
      cancelLook();
      await subscription?.stop();
      await last;
    },
  };

  function lookLater(): void {
    cancelLook = scheduler.after(lookMs, () => {
      const looking = inTurn(look).then(
        () => {
          trouble = null;
        },
        (error: unknown) => {
          if (stopping.signal.aborted) return;
          trouble = messageOf(error);
          telemetry?.count('learning_tracker_dependency_waits_total', { dependency: 'open a week' });
          logger.warn({ error }, 'waiting to open a week');
        },
      );
      void looking.then(() => {
        if (!stopping.signal.aborted) lookLater();
      });
    });
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    // A look that is left behind in the middle is made up for by the next one, wherever that is.
    const run = last.then(() => unlessAborted(work(), stopping.signal));
    last = run.catch(() => undefined);
    return run;
  }

  async function look(): Promise<number> {
    await readOn();
    let opened = 0;
    const openings = new Map<string, Opening | null>();
    for (const [partition, book] of books) {
      for (const courseId of book.courses()) {
        // First, so that no week is opened for whom it ends.
        if (expiry !== undefined) await expire(partition, book, courseId, expiry);
        let opening = openings.get(courseId);
        if (opening === undefined) {
          opening = await openingOf(courseId);
          openings.set(courseId, opening);
        }
        if (opening !== null) opened += await open(partition, book, courseId, opening);
      }
    }
    return opened;
  }

  async function openingOf(courseId: string): Promise<Opening | null> {
    const course = await courses.course(courseId);
    return course === null ? null : newestOpening(course, clock.now());
  }

  async function readOn(): Promise<void> {
    if (mine.size === 0) return;
    for (const { partition, begin, end } of await log.offsets(TOPIC)) {
      if (!mine.has(partition)) continue;
      let book = books.get(partition);
      if (book === undefined || book.position < begin || book.position > end) {
        book = createLearnerBook(begin);
        books.set(partition, book);
      }
      if (book.position === end) continue;
      for await (const { records } of log.read({ topic: TOPIC, partition, from: book.position, to: end })) {
        await serde.prepare(records);
        for (const { offset, value } of records) {
          note(book, value);
          book.position = offset + 1;
        }
      }
      book.position = end;
    }
  }

  /** What cannot be read becomes a dead letter of the processor. */
  function note(book: LearnerBook, value: Uint8Array): void {
    try {
      const event = serde.decode(value);
      if (event.name === 'LearnerSettingsChanged') book.add(event.value);
    } catch (error) {
      logger.warn({ error }, 'a record of learner-settings cannot be read');
    }
  }

  async function open(
    partition: number,
    book: LearnerBook,
    courseId: string,
    opening: Opening,
  ): Promise<number> {
    const learners = book
      .due(courseId, opening)
      .filter((dashboardId) => !isErased({ courseId, learnerId: dashboardId }));
    let opened = 0;
    for (let from = 0; from < learners.length; from += CHUNK) {
      if (isGivenUp(partition, book)) break;
      const events = learners.slice(from, from + CHUNK).map((id) => weekOpened(courseId, id, opening));
      await tell(partition, book, events);
      opened += events.length;
    }
    if (opened > 0) logger.info({ courseId, partition, week: opening.week, learners: opened }, 'week opened');
    return opened;
  }

  /** Looks once after each snapshot that names learners: between two of them nobody is named anew. */
  async function expire(
    partition: number,
    book: LearnerBook,
    courseId: string,
    { lifetime, namedUpTo, isNamed, forgetEmail }: SettingsExpiry,
  ): Promise<void> {
    const snapshot = await namedUpTo(courseId);
    if (snapshot === null || snapshot <= (book.lookedUpTo.get(courseId) ?? 0)) return;
    const unchanged = book.unchanged(courseId, Math.min(snapshot, clock.now()) - lifetime);
    let ended = 0;
    for (let from = 0; from < unchanged.length; from += CHUNK) {
      if (isGivenUp(partition, book)) return;
      const asked = unchanged.slice(from, from + CHUNK).map(async ({ dashboardId, changedAt }) => {
        const learner = { courseId, learnerId: dashboardId };
        if (isErased(learner) || (await isNamed(learner))) return [];
        const event = settingsExpired(courseId, dashboardId, changedAt, lifetime);
        await forgetEmail(learner, event.at);
        return [event];
      });
      const events = (await Promise.all(asked)).flat();
      await tell(partition, book, events);
      ended += events.length;
    }
    book.lookedUpTo.set(courseId, snapshot);
    if (ended > 0)
      logger.info({ courseId, partition, ids: ended }, 'settings of ids that no export names ended');
  }

  async function tell(
    partition: number,
    book: LearnerBook,
    events: readonly LearnerSettingsChanged[],
  ): Promise<void> {
    await log.append(
      events.map((event) => ({
        topic: TOPIC,
        partition,
        key: recordKey(event.courseId, event.dashboardId),
        value: serde.encode('LearnerSettingsChanged', event),
      })),
    );
    for (const event of events) book.add(event);
  }

  function isGivenUp(partition: number, book: LearnerBook): boolean {
    return stopping.signal.aborted || books.get(partition) !== book;
  }
}
