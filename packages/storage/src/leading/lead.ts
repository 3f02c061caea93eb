import { type Logger, messageOf, pauseFor, type Scheduler, unlessAborted } from '@learning-tracker/runtime';
import type { Leases } from '../port.ts';

export interface LeadOptions {
  readonly leases: Leases;
  /** What is led, such as `fetcher`. */
  readonly name: string;
  /** Tells this process apart from the others; random. */
  readonly owner: string;
  /** What is done while this process leads, until the signal is aborted; then it settles without starting anything new. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** Told when it begins and ends to lead. */
  readonly onChange?: (leading: boolean) => void;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
  /** Milliseconds of a clock that is never set back. */
  readonly now: () => number;
  /** How long a lease lasts without being renewed (default 15,000); a dead leader is followed after that. */
  readonly ttlMs?: number;
}

export interface Lead {
  /** By this process's own clock the lease still lasts, with a margin; false also just after it woke from a suspension. */
  isLeading(): boolean;
  /** Null while the store answers, else why it is not known who leads. */
  trouble(): string | null;
  /** Settles when `work` has, and the lease is given back. */
  stop(): Promise<void>;
}

const TTL_MS = 15_000;
/** A lease is asked for, and renewed, so many times in its life. */
const ASKS = 5;
/** The last part of a lease is not used: time passes between a look at the clock and what is then done. */
const MARGIN = 0.2;
const GOODBYE_MS = 1_000;

/**
 * One process of several works, the others wait. Whoever cannot renew its lease in time stops working; its own clock
 * decides, so that a store that is away cannot keep two at work.
 *
 * @param onFailure told when `work` rejects while leading; nothing is led from then on
 */
export function lead(options: LeadOptions, onFailure: (error: unknown) => void): Lead {
  const { leases, name, owner, logger, scheduler, now, ttlMs = TTL_MS } = options;
  const stopping = new AbortController();
  const askMs = Math.ceil(ttlMs / ASKS);
  let until = 0;
  let trouble: string | null = null;

  const isLeading = () => now() < until;

  /** @returns what the store answered; null where it did not */
  async function ask(question: 'acquire' | 'renew'): Promise<boolean | null> {
    const asked = now();
    try {
      const answer = await leases[question](name, owner, ttlMs);
      if (answer) until = asked + ttlMs * (1 - MARGIN);
      trouble = null;
      return answer;
    } catch (error) {
      if (trouble === null) logger.warn({ error, lease: name }, 'the store does not say who leads');
      trouble = messageOf(error);
      return null;
    }
  }

  async function run(): Promise<void> {
    let told = false;
    for (;;) {
      if ((await unlessAborted(ask('acquire'), stopping.signal)) === true) {
        told = false;
        await leadNow();
      } else if (!told && trouble === null) {
        told = true;
        logger.info({ lease: name }, 'another process leads; this one waits');
      }
      await pauseFor(askMs, scheduler, stopping.signal);
    }
  }

  async function leadNow(): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([stopping.signal, lost.signal]);
    logger.info({ lease: name }, 'this process leads');
    options.onChange?.(true);
    const worked = options.work(signal);
    const renewed = renewUntil(signal).then(() => lost.abort(new Error(`the lease ${name} was lost`)));
    try {
      await Promise.race([worked, renewed]);
      if (!stopping.signal.aborted && lost.signal.aborted)
        logger.warn({ lease: name }, 'the lease was lost; work stops');
      await worked;
    } finally {
      lost.abort(new Error('the work has ended'));
      until = 0;
      options.onChange?.(false);
      await goodbye();
    }
  }

  /** Settles when the lease is lost or the signal is aborted. */
  async function renewUntil(signal: AbortSignal): Promise<void> {
    try {
      while (isLeading()) {
        // Woken by the end of the lease at the latest, also while the store does not answer.
        await pauseFor(Math.max(1, Math.min(askMs, until - now())), scheduler, signal);
        const answer = await Promise.race([
          ask('renew'),
          pauseFor(Math.max(1, until - now()), scheduler, signal).then(() => null),
        ]);
        if (answer === false) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async function goodbye(): Promise<void> {
    const late = new AbortController();
    const released = leases.release(name, owner).catch(() => {});
    await Promise.race([released, pauseFor(GOODBYE_MS, scheduler, late.signal).catch(() => {})]);
    late.abort();
  }

  const running = run().catch((error: unknown) => {
    if (!stopping.signal.aborted) onFailure(error);
  });

  return {
    isLeading,
    trouble: () => trouble,
    async stop() {
      stopping.abort(new Error('stopping'));
      await running;
    },
  };
}
