import { type ReadonlySignal, signal } from '@preact/signals';
import type { LearnerSource } from '../api/learner-source.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import type { Catalogue, Change, LearnerRecord } from '../model/learner.ts';
import { type Connection, keepFresh } from './keep-fresh.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

export interface Loaded {
  readonly record: LearnerRecord;
  /** In the language asked for, or the one before while that cannot be had. */
  readonly catalogue: Catalogue;
  /** When the server answered, by this browser's clock (milliseconds). */
  readonly loadedAtMs: number;
}

/** What became of a change. `conflict`: another one won; what is shown is already the newest. */
export type ChangeOutcome = 'done' | 'conflict' | 'refused' | 'failed';

/** One learner's page: what was loaded last and how it keeps up. Lives as long as the page. */
export interface LearnerSession {
  readonly source: LearnerSource;
  /** Null until the first answer; kept while the server is away. */
  readonly loaded: ReadonlySignal<Loaded | null>;
  readonly connection: ReadonlySignal<Connection>;
  change(change: Change): Promise<ChangeOutcome>;
  /** Names and sentences in another language. */
  speak(language: string): void;
  refresh(): Promise<void>;
  stop(): void;
}

export interface SessionDeps {
  readonly source: LearnerSource;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly now: () => number;
  readonly random: () => number;
  readonly language: string;
}

export function createLearnerSession({ source, now, ...deps }: SessionDeps): LearnerSession {
  let { language } = deps;
  const loaded = signal<Loaded | null>(null);
  const connection = signal<Connection>({ kind: 'connecting' });
  const fresh = keepFresh({
    ...deps,
    stream: source.stream,
    load: async () => {
      const [record, catalogue] = await Promise.all([source.load(), source.catalogue(language)]);
      loaded.value = { record, catalogue, loadedAtMs: now() };
    },
    onConnection: (next) => {
      if (next.kind !== connection.value.kind) connection.value = next;
    },
  });
  return {
    source,
    loaded,
    connection,
    refresh: fresh.refresh,
    speak(next) {
      if (next === language) return;
      language = next;
      void fresh.refresh();
    },
    stop: fresh.stop,
    async change(change) {
      try {
        await source.change(change);
      } catch (error) {
        const outcome = outcomeOf(problemOf(error));
        if (outcome === 'conflict') await fresh.refresh();
        return outcome;
      }
      await fresh.refresh();
      return 'done';
    },
  };
}

function outcomeOf({ kind }: Problem): ChangeOutcome {
  if (kind === 'conflict') return 'conflict';
  return kind === 'unreachable' || kind === 'busy' || kind === 'unreadable' ? 'failed' : 'refused';
}
