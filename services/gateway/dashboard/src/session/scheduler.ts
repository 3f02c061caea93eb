/** Runs something later; injected so that tests need not wait. */
export interface Scheduler {
  /** Runs `task` once after `ms` milliseconds; the returned function takes it back. */
  after(ms: number, task: () => void): () => void;
}

export const browserScheduler: Scheduler = {
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
