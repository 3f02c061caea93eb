import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long command is; silent where standard error is no terminal. */
export interface Progress {
  /** A total of 0 says that the work is not counted yet; nothing is shown then. */
  update(done: number, total: number, what: string): void;
  stop(): void;
}

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {percentage}% | {value}/{total} | {eta_formatted} left | {what}',
      hideCursor: true,
      formatTime: (seconds) => (Number.isFinite(seconds) ? `${Math.round(seconds)}s` : '…'),
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total, what) {
      if (total === 0) return;
      if (!started) bar.start(total, done, { what });
      else {
        bar.setTotal(total);
        bar.update(done, { what });
      }
      started = true;
    },
    stop() {
      if (started) bar.stop();
    },
  };
}
