import { viewSettings } from '@learning-tracker/metrics';
import { type Awaitable, type EmailVault, type ErasureList, settingsPart } from '@learning-tracker/storage';
import type { FiguresReader } from '../figures/figures-reader.ts';
import type { GatewayStore } from '../figures/gateway-store.ts';
import { whenKnown } from '../figures/when-known.ts';
import type { LearnerSettings } from '../settings/learner-settings.ts';
import type { SettingsHistory } from '../settings/settings-history.ts';
import { unknownLearner } from './addressed.ts';

/** What the gateway knows of learners. */
interface Readers {
  readonly store: GatewayStore;
  readonly figures: FiguresReader;
  readonly settings: LearnerSettings;
  readonly vault: Pick<EmailVault, 'read'>;
  readonly settingsHistory: SettingsHistory;
}

/**
 * The same, in which a learner who is to be forgotten is one whom nobody has ever named: also while the store holds the
 * learner still, or holds it again after an older copy was put back. A change of such a learner's settings is refused, or
 * it would bring back what was forgotten.
 *
 * @throws Refusal UNKNOWN_LEARNER (404) by `settings.change`
 */
export function withoutErased(
  { store, figures, settings, vault, settingsHistory }: Readers,
  isErased: ErasureList['isErased'],
): Readers {
  /** The other id, unless it or the one asked with is erased. */
  function other(courseId: string, id: string, found: Awaitable<string | null>): Awaitable<string | null> {
    if (isErased({ courseId, learnerId: id })) return null;
    return whenKnown(found, (mapped) =>
      mapped === null || isErased({ courseId, learnerId: mapped }) ? null : mapped,
    );
  }

  return {
    store: {
      ...store,
      meta: (learner) => (isErased(learner) ? null : store.meta(learner)),
      read: (learner) => (isErased(learner) ? NOBODY : store.read(learner)),
      history: (learner, from, to) =>
        isErased(learner) ? Promise.resolve([]) : store.history(learner, from, to),
      tableId: (courseId, id) => other(courseId, id, store.tableId(courseId, id)),
      dashboardId: (courseId, id) => other(courseId, id, store.dashboardId(courseId, id)),
      async *scan(partition, courseId, after) {
        for await (const learner of store.scan(partition, courseId, after))
          if (!isErased(learner)) yield learner;
      },
    },
    figures: {
      learner: (learner, profile) => (isErased(learner) ? NOBODY : figures.learner(learner, profile)),
      explanation: (learner, profile, metric) =>
        isErased(learner) ? NOBODY : figures.explanation(learner, profile, metric),
    },
    settings: {
      ...settings,
      view: async (learner) =>
        isErased(learner) ? viewSettings(settingsPart(null)) : settings.view(learner),
      async change(learner, request) {
        if (isErased(learner)) throw unknownLearner();
        await settings.change(learner, request);
      },
      noteLoad(learner) {
        if (!isErased(learner)) settings.noteLoad(learner);
      },
    },
    vault: { read: (learner) => (isErased(learner) ? NOBODY : vault.read(learner)) },
    settingsHistory: {
      events: (learner) => (isErased(learner) ? Promise.resolve([]) : settingsHistory.events(learner)),
    },
  };
}

const NOBODY = Promise.resolve(null);
