import type { Scheduler } from './scheduler.ts';

export interface ManualScheduler extends Scheduler {
  /** Pauses asked for so far, in milliseconds, in order. */
  readonly asked: readonly number[];
  /** How many tasks wait. */
  readonly waiting: number;
  /** Lets time pass: runs what is due, earliest first. */
  advance(ms: number): void;
}

/** A scheduler whose time only moves when told to. */
export function createManualScheduler(): ManualScheduler {
  let now = 0;
  let tasks: { at: number; run: () => void }[] = [];
  const asked: number[] = [];
  return {
    asked,
    get waiting() {
      return tasks.length;
    },
    after(ms, run) {
      asked.push(ms);
      const task = { at: now + ms, run };
      tasks.push(task);
      return () => {
        tasks = tasks.filter((other) => other !== task);
      };
    },
    advance(ms) {
      now += ms;
      const due = tasks.filter((task) => task.at <= now).sort((a, b) => a.at - b.at);
      tasks = tasks.filter((task) => task.at > now);
      for (const task of due) task.run();
    },
  };
}
