import type { Logger } from '@learning-tracker/runtime';
import type { TopicPartition } from '../port.ts';

type Position = TopicPartition & { readonly offset: number };

export interface CommitterOptions {
  readonly group: string;
  readonly logger: Logger;
  readonly commit: (positions: readonly Position[]) => Promise<void>;
  readonly isHeld: (at: TopicPartition) => boolean;
}

/** Writes resolved positions to the group, some times a second at most: they serve lag tools and restarts only. */
export interface Committer {
  resolve(at: TopicPartition, offset: number): void;
  /** Commits what is left; no error, as it is only done again by whoever goes on. */
  close(): Promise<void>;
}

const INTERVAL_MS = 250;

export function createCommitter(options: CommitterOptions): Committer {
  const { commit, isHeld, logger, group } = options;
  const pending = new Map<string, Position>();
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  let closed = false;

  function later(): void {
    timer ??= setTimeout(flush, INTERVAL_MS);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    last = last.then(write);
    return last;
  }

  async function write(): Promise<void> {
    const positions = Array.from(pending.values()).filter(isHeld);
    pending.clear();
    if (positions.length === 0) return;
    try {
      await commit(positions);
    } catch (error) {
      logger.debug({ error, group }, 'positions of the group were not committed');
      for (const position of positions) {
        const key = keyOf(position);
        if (!pending.has(key)) pending.set(key, position);
      }
      if (!closed) later();
    }
  }

  return {
    resolve: ({ topic, partition }, offset) => {
      pending.set(keyOf({ topic, partition }), { topic, partition, offset });
      later();
    },
    close: () => {
      closed = true;
      return flush();
    },
  };
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
