import type { AggregateStore, LearnerRef } from '../port.ts';
import { type Keys, learnerOf } from './keys.ts';
import { integerReply, listReply, pairsReply } from './replies.ts';
import type { Scripts } from './scripts.ts';

/** Cursors whose places are kept; each poller uses one at a time. */
const KEPT_CURSORS = 1_000;
/**
 * How far back a cursor is read whose places are not kept (another process gave it): more than servers' clocks differ,
 * and than the places of a partition run ahead of its server's clock.
 */
const MARGIN_MICROS = 60_000_000;

/** Place gone on after, by partition. */
type Places = readonly number[];

interface Told {
  readonly newest: number;
  readonly changes: readonly {
    readonly learner: LearnerRef;
    readonly place: number;
    readonly partition: number;
  }[];
}

/**
 * The feed of changes over all partitions. Each partition has places of its own, which its commits make grow; no number
 * could be given to changes of two partitions in one step, since they may lie on two servers. So a cursor stands for one
 * place in each partition: these are kept here by cursor, and a cursor that is not kept, being the greatest of its places,
 * goes back to a time before any of them. Nothing is ever left out; after a restart the last minute is told again.
 */
export function createChanges(scripts: Scripts, keys: Keys, partitions: number): AggregateStore['changes'] {
  const kept = new Map<number, Places>();

  async function ask(partition: number, after: number, limit: number): Promise<Told> {
    const [newest, told] = listReply(
      await scripts.run('changes-1', [keys.partition(partition).changes], [after, limit]),
    );
    const changes = pairsReply(told).map(([name, place]) => ({
      learner: learnerOf(name),
      place: integerReply(place),
      partition,
    }));
    return { newest: integerReply(newest), changes };
  }

  function keep(places: Places): number {
    const isOther = (known: Places | undefined) => known?.some((place, p) => place !== places[p]) ?? false;
    let cursor = Math.max(...places);
    // Places of two partitions may move while the greatest stays.
    while (isOther(kept.get(cursor))) cursor += 1;
    kept.delete(cursor);
    kept.set(cursor, places);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_CURSORS && oldest !== undefined) kept.delete(oldest);
    return cursor;
  }

  return async (since, limit) => {
    const known = kept.get(since);
    const from = known ?? Array<number>(partitions).fill(Math.max(0, since - MARGIN_MICROS));
    const told = await Promise.all(from.map((place, partition) => ask(partition, place, limit)));
    const isBeyondEnd = known === undefined && told.every(({ newest }) => newest < since);
    const places = [...from];
    for (const [partition, { newest }] of told.entries()) {
      const place = places[partition] ?? 0;
      if (isBeyondEnd || (known !== undefined && newest < place)) {
        // The store went back in time, and anything may have changed.
        places[partition] = 0;
        told[partition] = await ask(partition, 0, limit);
      } else places[partition] = Math.min(place, newest);
    }
    const next = told
      .flatMap(({ changes }) => changes)
      .sort((a, b) => a.place - b.place)
      .slice(0, limit);
    for (const { partition, place } of next) places[partition] = place;
    return { learners: next.map(({ learner }) => learner), cursor: keep(places) };
  };
}
