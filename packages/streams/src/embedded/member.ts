import type { BatchControl, RecordBatch, SubscribeOptions, TopicPartition } from '../port.ts';

/** What a member needs of the log. */
export interface MemberDeps {
  readonly options: SubscribeOptions;
  /** The next records at `offset`, or undefined at the end. */
  readonly read: (at: TopicPartition, offset: number) => RecordBatch | undefined;
  /** The offset itself where the partition holds it, else the nearest that it does. */
  readonly nearest: (at: TopicPartition, offset: number) => number;
  /** The group's position, or the partition's begin. */
  readonly position: (at: TopicPartition) => number;
  readonly commit: (at: TopicPartition, offset: number) => void;
  /** Runs later, after other events had their turn. */
  readonly soon: (turn: () => void) => void;
  readonly leave: () => void;
}

/** One subscription: serves its partitions batch by batch, those with news in turn. */
export interface Member {
  readonly topics: readonly string[];
  assignment(): readonly TopicPartition[];
  grant(partitions: readonly TopicPartition[]): void;
  /** Takes partitions away; a promise where a running batch has to settle first. */
  revoke(partitions: readonly TopicPartition[]): Promise<void> | undefined;
  /** Told after grants and revocations. */
  reassigned(generation: number): void;
  /** There may be new records. */
  wake(at?: readonly TopicPartition[]): void;
  stop(): Promise<void>;
}

/** A partition while this member holds it; granted again it is another one, so that old controls stay invalid. */
interface HeldPartition extends TopicPartition {
  /** Where the next batch starts: moved by `resolve` and `seek`. */
  position: number;
  held: boolean;
  waiting: boolean;
  /** No handler wants it any more. */
  parked: boolean;
  /** Whose `resolve` moves the position: the batch served last, unless a seek overruled it. */
  deciding: RecordBatch | undefined;
  running: Promise<void> | undefined;
}

export function createMember(deps: MemberDeps): Member {
  const { options } = deps;
  const { maxConcurrentBatches = Number.POSITIVE_INFINITY } = options;
  const partitions = new Map<string, HeldPartition>();
  /** Partitions that may have records, in the order they get their turn. */
  const turns: HeldPartition[] = [];
  /** Running batches, also those of partitions since taken away. */
  const running = new Set<Promise<void>>();
  let scheduled = false;
  let generation = 0;
  let stopped: Promise<void> | undefined;
  let failed = false;

  function offer(partition: HeldPartition): void {
    if (!partition.held || partition.parked) return;
    if (partition.waiting || partition.running !== undefined) return;
    partition.waiting = true;
    turns.push(partition);
    schedule();
  }

  function schedule(): void {
    if (scheduled || stopped !== undefined || running.size >= maxConcurrentBatches) return;
    scheduled = true;
    deps.soon(takeTurn);
  }

  function takeTurn(): void {
    scheduled = false;
    if (stopped !== undefined) return;
    const partition = turns.shift();
    if (partition === undefined) return;
    partition.waiting = false;
    if (partition.held) reporting(() => serve(partition));
    if (turns.length > 0) schedule();
  }

  function serve(partition: HeldPartition): void {
    if (options.outOfRange === 'nearest') partition.position = deps.nearest(partition, partition.position);
    const batch = deps.read(partition, partition.position);
    if (batch === undefined) return;
    partition.deciding = batch;
    const run = Promise.resolve()
      .then(() => options.onBatch(batch, controlOf(partition, batch)))
      .catch(fail)
      .then(() => {
        running.delete(run);
        partition.running = undefined;
        offer(partition);
        if (turns.length > 0) schedule();
      });
    running.add(run);
    partition.running = run;
  }

  function controlOf(partition: HeldPartition, batch: RecordBatch): BatchControl {
    return {
      generation,
      isCurrent: () => partition.held,
      heartbeat: async () => {},
      seek: ({ topic, partition: number, offset }) => {
        const target = partitions.get(keyOf({ topic, partition: number }));
        if (!partition.held || target === undefined) return;
        target.position = offset;
        target.deciding = undefined;
        offer(target);
      },
      park: () => {
        partition.parked = true;
      },
      resolve: (offset) => {
        if (!partition.held) return;
        deps.commit(partition, offset);
        if (partition.deciding === batch) partition.position = offset;
      },
    };
  }

  function assignment(): readonly TopicPartition[] {
    return Array.from(partitions.values(), ({ topic, partition }) => ({ topic, partition }));
  }

  /** Work on behalf of the group, which must not suffer from one member's failure. */
  function reporting(work: () => void): void {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (failed) return;
    failed = true;
    void stop().then(() => options.onFailure(error));
  }

  function stop(): Promise<void> {
    stopped ??= settleAndLeave();
    return stopped;
  }

  async function settleAndLeave(): Promise<void> {
    await Promise.all(running);
    deps.leave();
  }

  return {
    topics: options.topics,
    assignment,
    grant: (granted) =>
      reporting(() => {
        for (const { topic, partition } of granted) {
          const position = deps.position({ topic, partition });
          const held = openPartition({ topic, partition }, position);
          partitions.set(keyOf(held), held);
          offer(held);
        }
      }),
    revoke: (revoked) => {
      const settling: Promise<void>[] = [];
      for (const at of revoked) {
        const partition = partitions.get(keyOf(at));
        if (partition === undefined) continue;
        partition.held = false;
        partitions.delete(keyOf(at));
        if (partition.running !== undefined) settling.push(partition.running);
      }
      return settling.length === 0 ? undefined : Promise.all(settling).then(() => {});
    },
    reassigned: (next) => {
      generation = next;
      reporting(() => options.onAssignment?.(assignment(), next));
    },
    wake: (at) => {
      const woken = at === undefined ? partitions.values() : at.map((one) => partitions.get(keyOf(one)));
      for (const partition of woken) if (partition !== undefined) offer(partition);
    },
    stop,
  };
}

function openPartition(at: TopicPartition, position: number): HeldPartition {
  return {
    ...at,
    position,
    held: true,
    waiting: false,
    parked: false,
    deciding: undefined,
    running: undefined,
  };
}

function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
