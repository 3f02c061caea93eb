import type { ChangeStream } from '../api/learner-source.ts';
import { isPassing, type Problem, problemOf } from '../api/problem.ts';
import type { Network } from './network.ts';
import { pauseMs } from './pauses.ts';
import type { Scheduler } from './scheduler.ts';

/** How what is shown keeps up with the server. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'polling' }
  /** The browser says that there is no network. */
  | { readonly kind: 'offline' }
  /** The server does not answer; it is asked again by itself. */
  | { readonly kind: 'failing' }
  /** The server will not answer this page; nothing more is asked. */
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface KeepFreshDeps {
  /** Loads and shows everything; rejects with a `Problem`. */
  readonly load: () => Promise<void>;
  readonly stream: ChangeStream | null;
  readonly network: Network;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly onConnection: (connection: Connection) => void;
}

export interface KeepFresh {
  /** Loads now; loads that are asked for meanwhile become one more. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Asked this often where no stream tells of changes. */
export const POLL_MS = 30_000;

/**
 * Loads at once, then whenever the stream tells of a change; without a stream every 30 seconds. What fails is tried
 * again with growing pauses, at once when the network comes back. A stream that (re)opens loads once more, since
 * something may have changed while nobody listened.
 */
export function keepFresh(deps: KeepFreshDeps): KeepFresh {
  const { load, stream, network, scheduler, random, onConnection } = deps;
  const stopping = new AbortController();
  let streaming = false;
  let failures = 0;
  let streamFailures = 0;
  let running: Promise<void> | null = null;
  let again = false;
  let cancelLoad = () => {};
  let cancelStream = () => {};
  let following = false;

  async function loadOnce(): Promise<void> {
    cancelLoad();
    try {
      await load();
      failures = 0;
      if (stopping.signal.aborted) return;
      onConnection({ kind: streaming ? 'live' : 'polling' });
      if (!streaming) plan(POLL_MS);
      follow();
    } catch (error) {
      const problem = problemOf(error);
      if (stopping.signal.aborted) return;
      if (!isPassing(problem) && problem.kind !== 'unreadable') {
        onConnection({ kind: 'refused', problem });
        stopping.abort();
        return;
      }
      failures += 1;
      onConnection({ kind: network.isOnline() ? 'failing' : 'offline' });
      plan(pauseMs(failures, random));
    }
  }

  function plan(ms: number): void {
    cancelLoad();
    cancelLoad = scheduler.after(ms, () => void refresh());
  }

  function refresh(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    if (running !== null) {
      again = true;
      return running;
    }
    running = loadOnce().finally(() => {
      running = null;
      if (again) {
        again = false;
        return refresh();
      }
      return undefined;
    });
    return running;
  }

  function follow(): void {
    if (stream === null || following || stopping.signal.aborted) return;
    cancelStream();
    following = true;
    const listener = {
      onOpen: () => {
        streaming = true;
        streamFailures = 0;
        void refresh();
      },
      onChange: () => void refresh(),
    };
    void stream
      .follow(listener, stopping.signal)
      .catch(() => undefined)
      .then(() => {
        following = false;
        streaming = false;
        if (stopping.signal.aborted) return;
        streamFailures += 1;
        // Before the next opening the page asks, so that it shows whether the server is there at all.
        cancelStream = scheduler.after(pauseMs(streamFailures, random), () => void refresh());
      });
  }

  const unwatch = network.watch(() => {
    if (!network.isOnline()) onConnection({ kind: 'offline' });
    else {
      failures = 0;
      void refresh();
    }
  });
  stopping.signal.addEventListener('abort', () => {
    unwatch();
    cancelLoad();
    cancelStream();
  });
  void refresh();
  return { refresh, stop: () => stopping.abort() };
}
