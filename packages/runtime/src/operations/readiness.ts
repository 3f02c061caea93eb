import type { Logger } from '../logging.ts';

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

/** What stands against being ready until a service has opened everything that it needs. */
export interface Starting {
  readonly check: ReadinessCheck;
  /** Something that is away is waited for. */
  waitingTo(what: string): void;
  /** From here on the checks given here tell. */
  done(checks: readonly ReadinessCheck[]): void;
}

export function createStarting(logger: Logger): Starting {
  let waits: ReadonlySet<string> = new Set();
  let later: readonly ReadinessCheck[] | null = null;
  return {
    check: {
      failure: 'the readiness check failed',
      check: async () =>
        later === null
          ? { reasons: ['starting', ...[...waits].map((what) => `waiting to ${what}`)], notes: [] }
          : judge(later, logger),
    },
    waitingTo(what) {
      waits = new Set([...waits, what]);
    },
    done(checks) {
      later = checks;
    },
  };
}
