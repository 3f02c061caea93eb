import type { FastifyRequest } from 'fastify';

/** The base URL as the client knows it. */
export function baseOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
  return `${protocol}://${host}`;
}
