/** When the log looks for work; tests bring their own. */
export interface Scheduler {
  /** Runs `turn` once, after pending events had their turn. */
  soon(turn: () => void): void;
  /** Runs `tick` every `milliseconds` until the returned function is called; does not keep the process alive. */
  every(milliseconds: number, tick: () => void): () => void;
}

export const eventLoopScheduler: Scheduler = {
  soon: (turn) => {
    setImmediate(turn);
  },
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds).unref();
    return () => clearInterval(timer);
  },
};
