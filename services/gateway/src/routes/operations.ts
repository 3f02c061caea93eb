import type { Logger, Telemetry } from '@learning-tracker/runtime';
import type { FastifyInstance } from 'fastify';
import type { Completeness } from '../figures/completeness.ts';

/** What a service knows of its own state. It is ready when there is no reason against it. */
export interface Readiness {
  /** Why requests should not come here now. */
  readonly reasons: readonly string[];
  /** What a person should know although requests may come. */
  readonly notes: readonly string[];
}

export interface OperationsDeps {
  readonly completeness: Completeness;
  readonly readiness: () => Promise<Readiness>;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** `/healthz`: the process is up. `/readyz`: it can answer well. `/metrics`: its own numbers. None names a learner. */
export function operationsRoutes(app: FastifyInstance, deps: OperationsDeps): void {
  app.get('/healthz', async () => ({ status: 'up' }));

  app.get('/readyz', async (_request, reply) => {
    const [own, store] = await Promise.all([ownReadiness(deps), storeReadiness(deps)]);
    const reasons = [...store, ...own.reasons];
    const ready = reasons.length === 0;
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, reasons, notes: own.notes });
  });

  app.get('/metrics', async (_request, reply) =>
    reply.type(deps.telemetry.contentType).send(await deps.telemetry.text()),
  );
}

async function ownReadiness({ readiness, logger }: OperationsDeps): Promise<Readiness> {
  try {
    return await readiness();
  } catch (error) {
    logger.warn({ error }, 'the readiness check failed');
    return { reasons: ['the readiness check failed'], notes: [] };
  }
}

async function storeReadiness({ completeness, logger }: OperationsDeps): Promise<readonly string[]> {
  try {
    const missing = await completeness.missing();
    return missing.length === 0 ? [] : [`catching up: partition ${missing.join(', ')}`];
  } catch (error) {
    logger.warn({ error }, 'the store does not answer');
    return ['the store does not answer'];
  }
}
