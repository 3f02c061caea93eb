import { fastify } from 'fastify';
import { z } from 'zod';
import { variable } from '../environment.ts';
import { RUNTIME_ERRORS } from '../error-codes.ts';
import { messageOf, TrackerError } from '../errors.ts';
import { type OperationsDeps, operationsRoutes } from './routes.ts';

/** Where a service that serves nothing else answers `/healthz`, `/readyz` and `/metrics`. */
export const operationsEnvironment = {
  operationsHost: variable(
    'OPERATIONS_HOST',
    z.string().default('127.0.0.1'),
    'address that answers /healthz, /readyz and /metrics',
  ),
  operationsPort: variable(
    'OPERATIONS_PORT',
    z.coerce.number().int().min(0).max(65_535).default(9464),
    'its port; 0 takes a free one',
  ),
} as const;

export interface OperationsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws TrackerError OPERATIONS_ADDRESS_UNUSABLE */
export async function startOperationsServer(
  deps: OperationsDeps & { readonly host: string; readonly port: number },
): Promise<OperationsServer> {
  const { host, port, logger } = deps;
  const app = fastify({ logger: false, forceCloseConnections: true, requestTimeout: 10_000 });
  app.setErrorHandler((error, _request, reply) => {
    logger.error({ error }, 'an operations request failed');
    return reply.code(500).send({ error: 'INTERNAL' });
  });
  operationsRoutes(app, deps);
  try {
    const url = await app.listen({ host, port });
    logger.info({ url }, 'answering /healthz, /readyz and /metrics');
    return { url, close: () => app.close() };
  } catch (error) {
    throw new TrackerError(
      'OPERATIONS_ADDRESS_UNUSABLE',
      `The operations server cannot listen on ${host} port ${port}: ${messageOf(error)}`,
      RUNTIME_ERRORS.OPERATIONS_ADDRESS_UNUSABLE,
      error,
    );
  }
}
