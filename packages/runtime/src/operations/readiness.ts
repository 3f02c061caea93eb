import type { Logger } from '../logging.ts';
import type { Waits } from '../waits.ts';

/** What a service knows of its own state. It is ready when there is no reason against it. */
export interface Readiness {
  /** Why work or requests should not come here now. */
  readonly reasons: readonly string[];
  /** What a person should know although they may come. */
  readonly notes: readonly string[];
}

export interface ReadinessCheck {
  readonly check: () => Promise<Readiness>;
  /** The reason that is shown where the check itself fails; the error is only logged. */
  readonly failure: string;
}

/** The reasons and notes of all checks, in their order. */
export async function judge(checks: readonly ReadinessCheck[], logger: Logger): Promise<Readiness> {
  const found = await Promise.all(
    checks.map(async ({ check, failure }) => {
      try {
        return await check();
      } catch (error) {
        logger.warn({ error }, failure);
        return { reasons: [failure], notes: [] };
      }
    }),
  );
  return {
    reasons: found.flatMap(({ reasons }) => reasons),
    notes: found.flatMap(({ notes }) => notes),
  };
}

/** What is waited for stands against being ready. */
export function waitingCheck(waits: Waits): ReadinessCheck {
  return {
    failure: 'the readiness check failed',
    check: async () => ({ reasons: waits.present().map((what) => `waiting to ${what}`), notes: [] }),
  };
}

/** What a service that starts is asked by, until it has opened everything that it needs. */
export interface Starting {
  readonly checks: readonly ReadinessCheck[];
  /** From here on these tell, beside what is waited for. */
  done(checks: readonly ReadinessCheck[]): void;
}

export function createStarting(waits: Waits, logger: Logger): Starting {
  let later: readonly ReadinessCheck[] | null = null;
  const own: ReadinessCheck = {
    failure: 'the readiness check failed',
    check: async () => (later === null ? { reasons: ['starting'], notes: [] } : judge(later, logger)),
  };
  return {
    checks: [own, waitingCheck(waits)],
    done(checks) {
      later = checks;
    },
  };
}
