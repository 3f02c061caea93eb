import type { ExportJob } from '@learning-tracker/coursera';
import type { CycleWork } from './deps.ts';
import { fail, failureOfError, isGeneral, notePassing } from './failures.ts';
import type { Order } from './order.ts';

/** Looks after the jobs whose time has come; each is polled with growing pauses. */
export async function pollJobs(work: CycleWork): Promise<void> {
  const now = work.deps.clock.now();
  const due = work.ledger.orders
    .active()
    .filter(({ state, nextPollAt }) => state === 'requested' && nextPollAt <= now);
  for (const order of due) await poll(work, order);
}

async function poll(work: CycleWork, order: Order): Promise<void> {
  const { deps, options, put, step } = work;
  step('poll');
  let job: ExportJob;
  try {
    job = await deps.api.job(order.jobId ?? '');
  } catch (error) {
    const failure = failureOfError(error);
    if (failure.code === 'EXPORT_API_NOT_FOUND') {
      fail(work, order, failure);
      return;
    }
    notePassing(work, pausing(work, order), failure);
    if (isGeneral(failure)) throw error;
    return;
  }
  step('polled');
  switch (job.status) {
    case 'successful':
      deps.onJob?.(order.kind, 'ready');
      put({ ...order, state: 'ready', polls: 0, snapshotAt: job.snapshotAt, code: null, reason: null });
      return;
    case 'terminated':
      fail(work, order, { code: 'FETCH_JOB_TERMINATED', reason: `job ${job.id} was terminated` });
      return;
    case 'unknown':
      fail(work, order, {
        code: 'FETCH_JOB_UNKNOWN',
        reason: `job ${job.id} has the unknown status ${job.statusText}`,
      });
      return;
    case 'pending':
    case 'in-progress':
      if (deps.clock.now() - (order.askedAt ?? 0) < options.jobPatienceMs * 1000) {
        put(pausing(work, order));
        return;
      }
      fail(work, order, {
        code: 'FETCH_JOB_NEVER_READY',
        reason: `job ${job.id} is still ${job.statusText} after ${Math.round(options.jobPatienceMs / 3_600_000)} hours`,
      });
  }
}

function pausing({ deps, options }: CycleWork, order: Order): Order {
  const pauseMs = Math.min(options.longestPollMs, options.firstPollMs * 2 ** Math.min(order.polls, 20));
  return { ...order, polls: order.polls + 1, nextPollAt: deps.clock.now() + pauseMs * 1000 };
}
