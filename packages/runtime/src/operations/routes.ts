import type { FastifyInstance } from 'fastify';
import type { Logger } from '../logging.ts';
import type { Telemetry } from '../telemetry.ts';
import { judge, type ReadinessCheck } from './readiness.ts';

export interface OperationsDeps {
  readonly checks: readonly ReadinessCheck[];
  readonly telemetry: Telemetry;
  readonly logger: Logger;
}

/** `/healthz`: the process is up. `/readyz`: it can do its work. `/metrics`: its own numbers. None names a learner. */
export function operationsRoutes(app: FastifyInstance, { checks, telemetry, logger }: OperationsDeps): void {
  app.get('/healthz', async () => ({ status: 'up' }));

  app.get('/readyz', async (_request, reply) => {
    const { reasons, notes } = await judge(checks, logger);
    const ready = reasons.length === 0;
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ ready, reasons, notes });
  });

  app.get('/metrics', async (_request, reply) =>
    reply.type(telemetry.contentType).send(await telemetry.text()),
  );
}
