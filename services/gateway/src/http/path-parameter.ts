import type { FastifyRequest } from 'fastify';

/** A parameter of the route's path, decoded; routes only ask for those they declare. */
export function pathParameter(request: FastifyRequest, name: string): string {
  return textOf(request.params, name) ?? '';
}

/** A parameter of the query, already checked by the route's schema; undefined where it is not there. */
export function queryParameter(request: FastifyRequest, name: string): string | undefined {
  return textOf(request.query, name);
}

function textOf(values: unknown, name: string): string | undefined {
  const value: unknown =
    typeof values === 'object' && values !== null ? Reflect.get(values, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Ids are hashes or numbers; whatever else comes must at least be a text that keys of log and store may hold. */
export function isStorableId(id: string): boolean {
  return id !== '' && !/\p{Cc}/u.test(id);
}
