import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pauseFor, type Scheduler } from '@learning-tracker/runtime';
import type { SyntheticCourse } from '@learning-tracker/synthetic-course';
import type { Arrival, Arrivals } from './arrivals.ts';

export interface DeliveryOptions {
  readonly course: SyntheticCourse;
  readonly arrivals: Arrivals;
  /** Where table zips go; clickstream goes into a folder of its own below it. */
  readonly folder: string;
  readonly scheduler: Scheduler;
  /** Ends the waiting for the next day. */
  readonly signal: AbortSignal;
  /** How many arrivals the folder holds already, counted from the first (default 0). */
  readonly delivered?: number;
  /** Told when the folder holds that many arrivals. */
  readonly onDelivered?: (count: number) => Promise<void> | void;
}

/** Lets the export of a synthetic course arrive in a folder. */
export interface Delivery {
  /** All that is past at once, with one table snapshot: the newest, which tells all that older ones would. */
  past(): Promise<void>;
  /** Then a day every `daySeconds` real seconds. @returns whether the course is over, false when ended before */
  coming(daySeconds: number): Promise<boolean>;
}

/** A folder source takes a file once it is whole, so files may simply be written where it looks. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { course, arrivals, folder, scheduler, signal, onDelivered } = options;
  let delivered = options.delivered ?? 0;

  async function deliver(arrival: Arrival, withTables: boolean): Promise<void> {
    for (const { day, edition } of arrival.deliveries)
      await course.writeDay(join(folder, 'clickstream'), day, edition);
    if (withTables) await course.writeTables(folder, arrival.at);
    delivered += 1;
    await onDelivered?.(delivered);
  }

  return {
    async past() {
      await mkdir(join(folder, 'clickstream'), { recursive: true });
      const { past } = arrivals;
      for (const arrival of past.slice(delivered)) {
        if (signal.aborted) return;
        await deliver(arrival, arrival === past.at(-1));
      }
    },
    async coming(daySeconds) {
      for (const arrival of arrivals.coming.slice(delivered - arrivals.past.length)) {
        await pauseFor(daySeconds * 1000, scheduler, signal).catch(() => undefined);
        if (signal.aborted) return false;
        await deliver(arrival, true);
      }
      return true;
    },
  };
}
