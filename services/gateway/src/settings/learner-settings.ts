import { randomUUID } from 'node:crypto';
import type { Micros, SettingsView } from '@learning-tracker/metrics';
import {
  type Clock,
  type Logger,
  messageOf,
  type Scheduler,
  systemScheduler,
  type Telemetry,
} from '@learning-tracker/runtime';
import type { AggregateStore, EmailVault, LearnerRef, SettingsEvent } from '@learning-tracker/storage';
import { type EventLog, partitionOf, recordKey, type Serde, TOPICS } from '@learning-tracker/streams';
import { Refusal } from '../errors.ts';
import { type Change, decide } from './decide.ts';
import { createInteractionRecorder } from './interactions.ts';
import type { SettingsRequest } from './request.ts';
import { viewStored } from './stored-view.ts';

/** Settings of learners, by dashboard id. */
export interface LearnerSettings {
  view(learner: LearnerRef): Promise<SettingsView>;
  /**
   * Resolves when the change is durable on the log and every gateway shows it.
   *
   * @throws Refusal CHANGE_NOT_OPEN (403), SETTINGS_CONFLICT (409): nothing was changed; UNAVAILABLE (503): nothing was
   * changed, or what was accepted reaches the log later
   */
  change(learner: LearnerRef, request: SettingsRequest): Promise<void>;
  /** Records that the widget was loaded; the answer does not wait for it. */
  noteLoad(learner: LearnerRef): void;
  close(): Promise<void>;
}

export interface LearnerSettingsDeps {
  readonly store: Pick<AggregateStore, 'partitions' | 'settings' | 'proposeSettings' | 'progress'>;
  readonly log: Pick<EventLog, 'append' | 'offsets'>;
  readonly serde: Pick<Serde, 'encode' | 'prepare' | 'decode'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly scheduler?: Scheduler;
  readonly vault: Pick<EmailVault, 'put' | 'delete'>;
  readonly newId?: () => string;
}

/**
 * Decides changes against what is stored and what is pending, and lets the store compare the revision, so that of two
 * gateways one wins. An accepted change is pending until its record has been processed, whoever appends it.
 */
export function createLearnerSettings(deps: LearnerSettingsDeps): LearnerSettings {
  const { store, log, serde, clock, logger, telemetry, vault, newId = randomUUID } = deps;
  const scheduler = deps.scheduler ?? systemScheduler;
  const recorder = createInteractionRecorder({ log, scheduler, logger, telemetry });
  const topic = TOPICS.learnerSettings;

  return {
    view: async (learner) => viewStored(await store.settings(learner), serde),
    async change(learner, request) {
      const partition = partitionOf(keyOf(learner), store.partitions);
      await requireCaughtUp(partition);
      const stored = await store.settings(learner);
      const view = await viewStored(stored, serde);
      const [first, ...rest] = decide(view, request);
      // Later than all it was decided on, so that it prevails whatever the clocks of two gateways say.
      const at = Math.max(clock.now(), (view.changedAt ?? 0) + 1);
      const event = (change: Change) => settingsEvent(learner, at, change);
      const events = [event(first), ...rest.map(event)] as const;
      const proposal = { expectedRevision: stored.revision, proposedAt: clock.now(), events };
      if ((await store.proposeSettings(partition, learner, proposal)) === 'conflict') {
        throw new Refusal('SETTINGS_CONFLICT', 409, 'Another change came first. Load the settings again.');
      }
      // Neither may keep the other from happening: the change is accepted.
      const done = await Promise.allSettled([
        append(learner, partition, events),
        request.kind === 'consent' ? keepEmail(learner, request, at) : null,
      ]);
      const failed = done.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    noteLoad(learner) {
      const { bytes } = settingsEvent(learner, clock.now(), { InteractionRecorded: { kind: 'load_widget' } });
      recorder.note({ topic, key: keyOf(learner), value: bytes });
    },
    close: () => recorder.close(),
  };

  function settingsEvent({ courseId, learnerId }: LearnerRef, at: Micros, change: Change): SettingsEvent {
    const eventId = newId();
    const event = { eventId, courseId, dashboardId: learnerId, at, actor: 'learner', change } as const;
    return { eventId, bytes: serde.encode('LearnerSettingsChanged', event) };
  }

  /** A store that is being filled again would let a learner choose what was chosen already. */
  async function requireCaughtUp(partition: number): Promise<void> {
    const own = (await store.progress()).find((one) => one.partition === partition);
    if (own?.complete === true) return;
    const ends = await log.offsets(topic);
    const end = ends.find((one) => one.partition === partition)?.end ?? 0;
    if ((own?.positions[topic] ?? 0) >= end) return;
    throw new Refusal('UNAVAILABLE', 503, 'Settings are being restored. Try again in some seconds.');
  }

  /** An address that cannot be used leaves an older one as it is; whoever may not be written to has none. */
  async function keepEmail(
    learner: LearnerRef,
    request: Extract<SettingsRequest, { kind: 'consent' }>,
    at: Micros,
  ): Promise<void> {
    try {
      if (!request.consent || request.followUp !== true) await vault.delete(learner, at);
      else if (request.email !== null) await vault.put(learner, request.email, at);
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'the e-mail vault was not changed');
      throw new Refusal(
        'UNAVAILABLE',
        503,
        'The consent was taken, but what was said of the e-mail address was not. Send it again.',
      );
    }
  }

  async function append(
    learner: LearnerRef,
    partition: number,
    events: readonly SettingsEvent[],
  ): Promise<void> {
    try {
      const key = keyOf(learner);
      await log.append(events.map(({ bytes }) => ({ topic, partition, key, value: bytes })));
    } catch (error) {
      logger.warn({ error: messageOf(error), partition }, 'accepted settings are appended later');
      throw new Refusal(
        'UNAVAILABLE',
        503,
        'The change was taken and will show, but is not safely stored yet.',
      );
    }
  }
}

function keyOf({ courseId, learnerId }: LearnerRef): string {
  return recordKey(courseId, learnerId);
}
