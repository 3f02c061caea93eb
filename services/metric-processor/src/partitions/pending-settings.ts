import type { Micros } from '@learning-tracker/metrics';
import type { Clock, Logger, Patiently } from '@learning-tracker/runtime';
import type { AggregateStore, ErasureList } from '@learning-tracker/storage';
import { type EventLog, recordKey, TOPICS } from '@learning-tracker/streams';

/** A gateway appends what was accepted at once; what waits for longer was left by one that ended in between. */
const LEFT_BEHIND: Micros = 10_000_000;
/** The next beat goes on. */
const AT_ONCE = 1_000;

/**
 * Appends accepted changes of settings that never reached the log. Only where the store stands at the end of
 * `learner-settings`: else the event may be on the log and merely not be read yet. One that comes twice after all is the
 * same event, and changes nothing.
 */
export function createPendingRepeat(deps: {
  readonly partition: number;
  readonly store: Pick<AggregateStore, 'pendingSettings'>;
  readonly log: Pick<EventLog, 'append' | 'offsets'>;
  /** What waits of such a learner, in an older copy of the store, goes with the rest of it. */
  readonly isErased: ErasureList['isErased'];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly patiently: Patiently;
}): (positions: Readonly<Record<string, number>>) => Promise<void> {
  const { partition, store, log, isErased, clock, logger, patiently } = deps;
  const topic = TOPICS.learnerSettings;
  return async (positions) => {
    const waiting = await patiently('read pending settings', () =>
      store.pendingSettings(partition, clock.now() - LEFT_BEHIND, AT_ONCE),
    );
    const pending = waiting.filter((event) => !isErased(event));
    if (pending.length === 0) return;
    const offsets = await patiently('read log offsets', () => log.offsets(topic));
    const end = offsets.find((one) => one.partition === partition)?.end ?? 0;
    if ((positions[topic] ?? 0) < end) return;
    await patiently('append settings', () =>
      log.append(
        pending.map(({ courseId, learnerId, bytes }) => ({
          topic,
          partition,
          key: recordKey(courseId, learnerId),
          value: bytes,
        })),
      ),
    );
    logger.warn({ partition, events: pending.length }, 'appended settings that were left behind');
  };
}
