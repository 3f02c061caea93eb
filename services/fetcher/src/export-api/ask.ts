import { answersRequest, type ExportJob } from '@learning-tracker/coursera';
import { dayOf } from './days.ts';
import type { CycleWork } from './deps.ts';
import { fail, failureOfError, isGeneral, notePassing } from './failures.ts';
import { type Order, requestOf, scopeName } from './order.ts';
import { isOpen, nextToAsk } from './plan.ts';

/** How far the API's clock may be behind ours. */
const CLOCK_SKEW_MICROS = 600_000_000;

/** Orders that a crash left while they were asked for: the API's list tells whether a job was made. */
export async function settleAsking(work: CycleWork): Promise<void> {
  const { ledger, deps, put, step } = work;
  const unsure = ledger.orders.active().filter(({ state }) => state === 'asking');
  if (unsure.length === 0) return;
  step('list jobs');
  const jobs = await deps.api.jobs();
  for (const order of unsure) {
    const since = (order.askedAt ?? 0) - CLOCK_SKEW_MICROS;
    const made = jobs.find((job) => (job.createdAt ?? 0) >= since && isNewAnswer(work, order, job));
    step('settle');
    if (made === undefined) put({ ...order, state: 'wanted' });
    else noteJob(work, order, made);
  }
}

/**
 * Asks for what is wanted, fairly, as long as there may be more open jobs.
 * @returns the scopes that the API wants no more requests of for now
 */
export async function askForWanted(work: CycleWork): Promise<ReadonlySet<string>> {
  const { ledger, deps, options } = work;
  const limited = new Set<string>();
  for (;;) {
    const today = dayOf(deps.clock.now());
    const orders = ledger.orders.active();
    if (orders.filter(isOpen).length >= options.maxOpenJobs) return limited;
    // Scopes that the API wants fewer requests of wait for the next round.
    const order = nextToAsk(
      orders.filter((each) => isOpen(each) || !limited.has(scopeName(each.scope))),
      today,
    );
    if (order === null) return limited;
    if (!(await ask(work, order))) limited.add(scopeName(order.scope));
  }
}

/** @returns false where the API wants no more requests of this scope now */
async function ask(work: CycleWork, wanted: Order): Promise<boolean> {
  const { deps, put, step } = work;
  const order: Order = { ...wanted, state: 'asking', askedAt: deps.clock.now(), jobId: null };
  step('ask');
  put(order);
  try {
    step('request');
    const job = await requested(work, order);
    step('requested');
    noteJob(work, order, job);
    deps.logger.info({ order: order.key, job: job.id }, 'export asked for');
    return true;
  } catch (error) {
    const failure = failureOfError(error);
    if (!isApiError(failure.code)) throw error;
    if (isGeneral(failure)) {
      // Only an answer that is lost leaves in doubt whether there is a job.
      const state = failure.code === 'EXPORT_API_UNAVAILABLE' ? 'asking' : 'wanted';
      notePassing(work, { ...order, state }, failure);
      throw error;
    }
    if (failure.code === 'EXPORT_API_LIMIT') {
      notePassing(work, { ...order, state: 'wanted' }, failure);
      return false;
    }
    fail(work, order, failure);
    return true;
  }
}

function isApiError(code: string): boolean {
  return code.startsWith('EXPORT_API_') || code.startsWith('COURSERA_');
}

/**
 * The job that is made for an order. One that the API had already is taken only if it is of today and nobody's: an
 * older one would show older data.
 */
async function requested(work: CycleWork, order: Order): Promise<ExportJob> {
  const { deps, options, ledger } = work;
  const isKnown = (id: string) => ledger.orders.isKnownJob(id);
  const existing = await deps.api
    .request(requestOf(order, options.purpose, false), isKnown)
    .catch(async (error: unknown) => {
      if (failureOfError(error).code !== 'EXPORT_API_REFUSED') throw error;
      // It may have been refused because there is one already.
      const job = (await deps.api.jobs()).find(
        (each) => isNewAnswer(work, order, each) && isOfToday(work, each),
      );
      if (job === undefined && !/identical|duplicate|exist/i.test(failureOfError(error).reason)) throw error;
      return job ?? null;
    });
  if (existing !== null && !isKnown(existing.id) && isOfToday(work, existing)) return existing;
  return deps.api.request(requestOf(order, options.purpose, true), isKnown);
}

function isOfToday({ deps }: CycleWork, { createdAt }: ExportJob): boolean {
  return createdAt === null || createdAt + CLOCK_SKEW_MICROS >= startOfDay(deps.clock.now());
}

function startOfDay(at: number): number {
  return Date.parse(`${dayOf(at)}T00:00:00Z`) * 1000;
}

function isNewAnswer({ ledger, options }: CycleWork, order: Order, job: ExportJob): boolean {
  const isHopeless = job.status === 'terminated' || job.status === 'unknown';
  if (isHopeless || ledger.orders.isKnownJob(job.id)) return false;
  return answersRequest(job, requestOf(order, options.purpose, false));
}

function noteJob({ deps, options, put }: CycleWork, order: Order, job: ExportJob): void {
  deps.onJob?.(order.kind, 'asked');
  put({
    ...order,
    state: 'requested',
    jobId: job.id,
    polls: 0,
    nextPollAt: deps.clock.now() + options.firstPollMs * 1000,
  });
}
