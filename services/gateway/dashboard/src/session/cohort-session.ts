import { type ReadonlySignal, signal } from '@preact/signals';
import type { CohortSource } from '../api/cohort-source.ts';
import type { Cohort } from '../model/cohort.ts';
import type { Catalogue } from '../model/learner.ts';
import { type Connection, keepFresh } from './keep-fresh.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

export interface LoadedCohort {
  readonly cohort: Cohort;
  readonly catalogue: Catalogue;
  readonly loadedAtMs: number;
}

/** The cohort of one course, asked for as long as it is shown. */
export interface CohortSession {
  readonly loaded: ReadonlySignal<LoadedCohort | null>;
  readonly connection: ReadonlySignal<Connection>;
  speak(language: string): void;
  refresh(): Promise<void>;
  stop(): void;
}

export interface CohortSessionDeps {
  readonly source: CohortSource;
  readonly course: string;
  readonly language: string;
  readonly now: () => number;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly random: () => number;
}

export function createCohortSession({ source, course, now, ...deps }: CohortSessionDeps): CohortSession {
  let { language } = deps;
  const loaded = signal<LoadedCohort | null>(null);
  const connection = signal<Connection>({ kind: 'connecting' });
  const fresh = keepFresh({
    ...deps,
    stream: null,
    load: async () => {
      const [cohort, catalogue] = await Promise.all([
        source.cohort(course),
        source.catalogue(course, language),
      ]);
      loaded.value = { cohort, catalogue, loadedAtMs: now() };
    },
    onConnection: (next) => {
      connection.value = next;
    },
  });
  return {
    loaded,
    connection,
    refresh: fresh.refresh,
    stop: fresh.stop,
    speak(next) {
      if (next === language) return;
      language = next;
      void fresh.refresh();
    },
  };
}
