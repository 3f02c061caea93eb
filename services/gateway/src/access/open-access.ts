import type { Clock } from '@learning-tracker/runtime';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Refusal } from '../errors.ts';

const HOUR = 3_600_000_000;
const MOST_ADDRESSES = 20_000;

export interface OpenLimits {
  /** Different ids that no export has named, which one address may ask for within an hour. */
  readonly missesPerAddress: number;
  /** Different ids that no export has named, for which one address may change settings within an hour. */
  readonly changesPerAddress: number;
  /** The same for all addresses of a gateway together. */
  readonly changesInAll: number;
}

export interface OpenRequest {
  readonly dashboardId: string;
  /** An export has named the id. */
  readonly isNamed: boolean;
  readonly changes: boolean;
}

/**
 * Widget access `open`: the id is all that a request has, so whoever tries ids is stopped. An address that has asked
 * for too many unknown ones gets no answer at all for the rest of the hour, so that known and unknown ids go on to look
 * alike. The same id asked again counts once: a class behind one address is many learners whom no export has named yet.
 *
 * @throws Refusal RATE_LIMITED (429)
 */
export function createOpenAccess(deps: { readonly limits: OpenLimits; readonly clock: Clock }) {
  const { limits, clock } = deps;
  const misses = createDistinctCounter(limits.missesPerAddress, clock);
  const changes = createDistinctCounter(limits.changesPerAddress, clock);
  const allChanges = createDistinctCounter(limits.changesInAll, clock);
  return (request: FastifyRequest, { dashboardId, isNamed, changes: isChange }: OpenRequest): void => {
    const address = request.ip;
    if (isNamed) {
      if (misses.isFull(address)) throw limited();
      return;
    }
    if (!misses.admit(address, dashboardId)) throw limited();
    if (!isChange) return;
    if (!changes.admit(address, dashboardId) || !allChanges.admit('all', dashboardId)) throw limited();
  };
}

/** Counts different ids by key within an hour. */
function createDistinctCounter(most: number, clock: Clock) {
  const kept = new LRUCache<string, { readonly until: number; readonly ids: Set<string>; isFull: boolean }>({
    max: MOST_ADDRESSES,
  });
  const entryOf = (key: string) => {
    const now = clock.now();
    const present = kept.get(key);
    if (present !== undefined && now < present.until && present.until - now <= HOUR) return present;
    const fresh = { until: now + HOUR, ids: new Set<string>(), isFull: false };
    kept.set(key, fresh);
    return fresh;
  };
  return {
    isFull: (key: string) => kept.has(key) && entryOf(key).isFull,
    /** False where the id would be one too many. */
    admit(key: string, id: string): boolean {
      const entry = entryOf(key);
      if (entry.ids.has(id)) return !entry.isFull;
      if (entry.ids.size >= most) entry.isFull = true;
      else entry.ids.add(id);
      return !entry.isFull;
    },
  };
}

function limited(): Refusal {
  return new Refusal('RATE_LIMITED', 429, 'Too many requests from this address. Try again in an hour.');
}
