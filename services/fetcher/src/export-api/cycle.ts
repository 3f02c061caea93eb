import { mkdir } from 'node:fs/promises';
import { ExportApiError } from '@learning-tracker/coursera';
import { pauseFor } from '@learning-tracker/runtime';
import { openLedger } from '../ledger/index.ts';
import { askForWanted, settleAsking } from './ask.ts';
import { collectReady } from './collect.ts';
import { dayOf } from './days.ts';
import {
  type CycleWork,
  DEFAULT_CYCLE_OPTIONS,
  type ExportCycleDeps,
  type ExportCycleOptions,
} from './deps.ts';
import { orderNotes } from './notes.ts';
import { type Order, scopeName } from './order.ts';
import { isOpen, lackingOrders } from './plan.ts';
import { pollJobs } from './poll.ts';
import { type OrderStatus, orderStatus } from './status.ts';
import { sweepPublished } from './sweep.ts';

export interface CycleReport {
  /** Orders that wait for the API, or to be asked for. */
  readonly open: number;
  readonly failed: number;
}

export interface ExportCycle {
  /**
   * Orders what today still lacks and sees to all orders until none is open or its patience is over. What is left,
   * also after a crash at any point, the next run goes on with; nothing is asked for twice.
   *
   * @throws ExportApiError where the API as a whole gives nothing (login, no answer)
   */
  runOnce(signal?: AbortSignal): Promise<CycleReport>;
  status(): readonly OrderStatus[];
  /** Orders that a person should look at, one line each; for readiness. */
  notes(): readonly string[];
  close(): void;
}

const SHORTEST_PAUSE_MS = 1_000;

/** The daily cycle over the export API: order, poll, download, publish. One at a time on a ledger. */
export function createExportCycle(deps: ExportCycleDeps): ExportCycle {
  const options: ExportCycleOptions = { ...DEFAULT_CYCLE_OPTIONS, ...deps.options };
  const ledger = openLedger(deps.ledgerPath);
  const work: CycleWork = {
    deps,
    options,
    ledger,
    step(name) {
      checkMayWork();
      deps.onStep?.(name);
    },
    put(order) {
      checkMayWork();
      ledger.orders.put({ ...order, changedAt: deps.clock.now() });
    },
  };

  function checkMayWork(): void {
    if (deps.mayWork?.() === false)
      throw new Error('this process may not work any more; another one goes on');
  }

  /** Looks what is lacking, once a day of each run. */
  function plan(): void {
    const today = dayOf(deps.clock.now());
    if (today === plannedFor) return;
    plannedFor = today;
    const lacking = lackingOrders(deps.courses, ledger.orders.all(), deps.clock.now(), options);
    if (lacking.length === 0) return;
    work.step('plan');
    ledger.transaction(() => {
      for (const order of lacking) ledger.orders.put(order);
    });
  }

  let plannedFor: string | null = null;

  /** Rounds until nothing is pending or the patience is over. */
  async function rounds(signal: AbortSignal | undefined): Promise<void> {
    const endsAt = deps.clock.now() + options.runPatienceMs * 1000;
    for (;;) {
      signal?.throwIfAborted();
      const limited = await round();
      const left = pending();
      const pause = pauseMs(left, limited);
      if (left.length === 0 || deps.clock.now() + pause * 1000 > endsAt) return;
      await pauseFor(pause, deps.scheduler, signal);
    }
  }

  async function round(): Promise<ReadonlySet<string>> {
    await settleAsking(work);
    plan();
    const limited = await askForWanted(work);
    await pollJobs(work);
    if (await collectReady(work)) await deps.publish();
    return limited;
  }

  /** What still happens in this run without a further day. */
  function pending(): readonly Order[] {
    const today = dayOf(deps.clock.now());
    return ledger.orders
      .active()
      .filter(
        ({ state, notBefore }) =>
          state === 'asking' ||
          state === 'requested' ||
          state === 'ready' ||
          (state === 'wanted' && notBefore <= today),
      );
  }

  /** Until the next poll; short where open jobs have made room for what is wanted. */
  function pauseMs(left: readonly Order[], limited: ReadonlySet<string>): number {
    const now = deps.clock.now();
    const isFull = left.filter(isOpen).length >= options.maxOpenJobs;
    const waits = left.map((order) => {
      if (order.state === 'requested') return (order.nextPollAt - now) / 1000;
      const isForLater = order.state === 'ready' || limited.has(scopeName(order.scope));
      return isForLater || isFull ? options.longestPollMs : SHORTEST_PAUSE_MS;
    });
    const next = Math.min(options.longestPollMs, ...waits);
    return Math.max(SHORTEST_PAUSE_MS, Math.ceil(next));
  }

  return {
    async runOnce(signal) {
      await mkdir(deps.folder, { recursive: true, mode: 0o700 });
      plannedFor = null;
      let failure: unknown = null;
      try {
        await rounds(signal);
      } catch (error) {
        if (!(error instanceof ExportApiError)) throw error;
        failure = error;
      }
      // Also what a crash left between download and publishing, and what came before the API gave up.
      work.step('publish');
      await deps.publish();
      if (options.deletePublished) await sweepPublished(work);
      if (failure !== null) throw failure;
      const orders = ledger.orders.all();
      return {
        open: pending().length,
        failed: orders.filter(({ state }) => state === 'failed').length,
      };
    },
    status: () => orderStatus(ledger),
    notes: () => orderNotes(ledger),
    close: () => ledger.close(),
  };
}
