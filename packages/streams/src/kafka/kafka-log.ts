import { pauseFor, silentLogger, systemScheduler, TrackerError } from '@learning-tracker/runtime';
import type { EventLog, OffsetRange, RecordBatch } from '../port.ts';
import { type BrokerLog, createBrokerLog } from './broker-log.ts';
import { type Control, createControl } from './generations/control.ts';
import {
  type FollowingSubscription,
  type Generation,
  subscribeFollowing,
} from './generations/following-subscription.ts';
import type { KafkaLogOptions } from './options.ts';

/** How often it is asked whether the log was rewritten. */
const LOOK_MS = 1_000;
/** How long an append waits for topics that are being switched, before it is left to the caller to try again. */
const FROZEN_MS = 10_000;
const FROZEN_LOOK_MS = 100;

interface Present extends Generation {
  readonly id: string;
  readonly log: BrokerLog;
}

/** The event log on Kafka, and what it says of itself. */
export interface KafkaLog extends EventLog {
  readonly control: Control;
}

/**
 * The event log on a Kafka cluster (`createBrokerLog`), whatever topics it lies in at present: when it is rewritten
 * (`createKafkaEraser`), reads and subscriptions go on in the new topics at the same offsets, and appends that the old
 * ones refuse are made to the new ones.
 */
export function createKafkaLog(options: KafkaLogOptions): KafkaLog {
  const logger = options.logger ?? silentLogger;
  const control = createControl(options);
  const subscriptions = new Set<FollowingSubscription>();
  const stopping = new AbortController();
  let opening: Promise<Present> | undefined;
  let present: Present | undefined;
  let looking: Promise<unknown> = Promise.resolve();
  let appending: Promise<unknown> = Promise.resolve();
  let cancelLook = () => {};
  let closing: Promise<void> | undefined;

  async function current(): Promise<Present> {
    if (closing !== undefined) {
      throw new TrackerError('LOG_CLOSED', 'the log has been closed', 'Stop its users before closing it.');
    }
    if (present !== undefined) return present;
    opening ??= open();
    return opening;
  }

  async function open(): Promise<Present> {
    try {
      await control.refresh();
      const opened = bind();
      present = opened;
      lookLater();
      return opened;
    } finally {
      opening = undefined;
    }
  }

  /** The generation that the control topic names now. */
  function bind(): Present {
    const { state } = control;
    const names = new Map<string, string>();
    for (const plan of state.plans.values()) {
      for (const topic of plan.names.keys()) names.set(topic, state.nameOf(topic));
    }
    const topics = new Map([...names].map(([topic, name]) => [name, topic]));
    return {
      id: state.generation(),
      log: createBrokerLog(options),
      nameOf: (topic) => names.get(topic) ?? topic,
      topicOf: (name) => topics.get(name) ?? name,
    };
  }

  function lookLater(): void {
    cancelLook = systemScheduler.after(LOOK_MS, () => {
      void look()
        .catch((error: unknown) => logger.debug({ error }, 'the control topic was not read'))
        .then(() => {
          if (!stopping.signal.aborted) lookLater();
        });
    });
  }

  function look(): Promise<void> {
    const run = looking.then(async () => {
      await control.refresh();
      if (closing === undefined) goOver();
    });
    looking = run.catch(() => {});
    return run;
  }

  function goOver(): void {
    const old = present;
    if (old === undefined || old.id === control.state.generation()) return;
    const next = bind();
    present = next;
    logger.info({ generation: next.id }, 'the log was rewritten; going on in its new topics');
    void Promise.all([...subscriptions].map((subscription) => subscription.follow(next))).then(() =>
      old.log.close(),
    );
  }

  async function hasMoved(from: Generation): Promise<boolean> {
    if (closing !== undefined) return false;
    if (present === from) await look().catch(() => {});
    return present !== from;
  }

  /** Does again what failed because the log was rewritten meanwhile. */
  async function following<T>(work: (at: Present) => Promise<T>): Promise<T> {
    for (;;) {
      const at = await current();
      try {
        return await work(at);
      } catch (error) {
        if (!(await hasMoved(at))) throw error;
      }
    }
  }

  async function append(records: Parameters<EventLog['append']>[0]): Promise<void> {
    const until = performance.now() + FROZEN_MS;
    for (;;) {
      const frozen = await following(async ({ log, nameOf }) => {
        try {
          await log.append(records.map((record) => ({ ...record, topic: nameOf(record.topic) })));
          return null;
        } catch (error) {
          if (!(error instanceof TrackerError) || error.code !== 'LOG_RECORD_TOO_LARGE') throw error;
          await look();
          if (!control.state.isFrozen()) throw error;
          return error;
        }
      });
      if (frozen === null) return;
      if (performance.now() > until) throw rewriting(frozen);
      await pauseFor(FROZEN_LOOK_MS, systemScheduler, stopping.signal);
    }
  }

  async function* read(range: OffsetRange): AsyncGenerator<RecordBatch> {
    const { topic } = range;
    let { from, to } = range;
    for (let at = await current(); ; at = await current()) {
      try {
        const { nameOf } = at;
        for await (const batch of at.log.read({ ...range, topic: nameOf(topic), from, to })) {
          to = Math.min(to, batch.highWatermark);
          from = (batch.records.at(-1)?.offset ?? from) + 1;
          yield { ...batch, topic };
        }
        return;
      } catch (error) {
        if (!(await hasMoved(at))) throw error;
      }
    }
  }

  async function close(): Promise<void> {
    cancelLook();
    stopping.abort(new Error('the log has been closed'));
    await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
    await Promise.all([present?.log.close(), control.close()]);
  }

  return {
    control,
    ensureTopics: (specs) =>
      following(async ({ log, nameOf, id }) => {
        const named = specs.map((spec) => ({ ...spec, name: nameOf(spec.name) }));
        // Missing may also mean deleted, by a rewriting that is not known here yet.
        await log.ensureTopics(named, async () => {
          await look();
          return present?.id === id;
        });
        if (present?.id !== id) throw new Error('the log was rewritten meanwhile');
      }),
    append: (records) => {
      if (records.length === 0) return current().then(() => {});
      const run = appending.then(() => append(records));
      appending = run.catch(() => {});
      return run;
    },
    offsets: (topic) =>
      following(async ({ log, nameOf }) =>
        (await log.offsets(nameOf(topic))).map((place) => ({ ...place, topic })),
      ),
    offsetsAt: (topic, at) =>
      following(async ({ log, nameOf }) =>
        (await log.offsetsAt(nameOf(topic), at)).map((place) => ({ ...place, topic })),
      ),
    read,
    subscribe: (subscription) =>
      following(async (at) => {
        const made = await subscribeFollowing(subscription, at, { hasMoved, logger });
        subscriptions.add(made);
        if (present !== undefined && present !== at) void made.follow(present);
        return {
          ...made,
          stop: () => {
            subscriptions.delete(made);
            return made.stop();
          },
        };
      }),
    settings: (topic) => following(({ log, nameOf }) => log.settings(nameOf(topic))),
    groupOffsets: (group) =>
      following(async ({ log, nameOf, topicOf }) =>
        (await log.groupOffsets(group))
          .map((place) => ({ ...place, name: place.topic, topic: topicOf(place.topic) }))
          .filter(({ name, topic }) => nameOf(topic) === name)
          .map(({ name: _, ...place }) => place),
      ),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function rewriting(cause: unknown): TrackerError {
  return new TrackerError(
    'LOG_UNREACHABLE',
    'the topics take no records while the log goes over to new ones',
    'It is waited for. If it does not end, the program that rewrote the log has died: run `tracker forget` again.',
    cause,
  );
}
