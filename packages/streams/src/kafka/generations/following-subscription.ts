import { type Logger, retry } from '@learning-tracker/runtime';
import type { BatchControl, EventLog, SubscribeOptions, Subscription, TopicPartition } from '../../port.ts';

/** The log as it is between two switches. */
export interface Generation {
  readonly log: EventLog;
  /** The brokers' name of a topic. */
  readonly nameOf: (topic: string) => string;
  readonly topicOf: (name: string) => string;
}

export interface FollowingSubscription extends Subscription {
  /** Goes on in another generation, at the same offsets; once the handlers that run have settled. */
  follow(generation: Generation): Promise<void>;
}

const LONGEST_PAUSE_MS = 2_000;

/**
 * A membership that goes over to another generation when the log does. Groups have no positions there, so partitions
 * are brought from their beginning: handlers that keep positions of their own seek.
 *
 * @param hasMoved whether the log has gone over since; a failure is then none
 */
export async function subscribeFollowing(
  options: SubscribeOptions,
  first: Generation,
  {
    hasMoved,
    logger,
  }: { readonly hasMoved: (from: Generation) => Promise<boolean>; readonly logger: Logger },
): Promise<FollowingSubscription> {
  const stopping = new AbortController();
  let at = first;
  /** The greatest number that an assignment was told with: they must grow over all generations. */
  let assignments = 0;
  let inner = await open(first);
  let turn: Promise<void> = Promise.resolve();

  function open(generation: Generation): Promise<Subscription> {
    const { log, nameOf, topicOf } = generation;
    const before = assignments;
    const logical = <P extends TopicPartition>(place: P): P => ({ ...place, topic: topicOf(place.topic) });
    const controlOf = (control: BatchControl): BatchControl => ({
      ...control,
      generation: before + control.generation,
      seek: (place) => control.seek({ ...place, topic: nameOf(place.topic) }),
    });
    return log.subscribe({
      ...options,
      topics: options.topics.map(nameOf),
      onAssignment: (assigned, number) => {
        assignments = before + number;
        options.onAssignment?.(assigned.map(logical), assignments);
      },
      onBatch: (batch, control) => options.onBatch(logical(batch), controlOf(control)),
      onFailure: (error) => void fail(generation, error),
    });
  }

  async function fail(generation: Generation, error: unknown): Promise<void> {
    if (generation !== at || (await hasMoved(generation))) return;
    options.onFailure(error);
  }

  async function goOver(generation: Generation): Promise<void> {
    if (stopping.signal.aborted || generation === at) return;
    await inner.stop();
    at = generation;
    try {
      const opened = await retry(() => open(generation), {
        signal: stopping.signal,
        longestPauseMs: LONGEST_PAUSE_MS,
        onPause: ({ error }) => logger.warn({ error, group: options.group }, 'waiting for the new topics'),
      });
      if (stopping.signal.aborted) await opened.stop();
      else inner = opened;
    } catch (error) {
      if (!stopping.signal.aborted) options.onFailure(error);
    }
  }

  return {
    group: options.group,
    assignment: () => inner.assignment().map((place) => ({ ...place, topic: at.topicOf(place.topic) })),
    follow(generation) {
      turn = turn.then(() => goOver(generation));
      return turn;
    },
    async stop() {
      stopping.abort(new Error('the subscription is stopping'));
      await turn;
      await inner.stop();
    },
  };
}
