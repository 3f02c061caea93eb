import { loadFields, type WantedFields } from './hashes.ts';
import type { Scripts } from './scripts.ts';

/** Values of fields of hashes of one partition, in the order asked. */
export type FieldLoader = (partition: number, wanted: readonly WantedFields[]) => Promise<readonly unknown[]>;

interface Ask {
  readonly wanted: readonly WantedFields[];
  readonly answer: PromiseWithResolvers<readonly unknown[]>;
}

/**
 * What is asked for of a partition in the same turn goes as one script, so that parts and metadata of a slice, which
 * are two operations of the port, are one round trip.
 */
export function createFieldLoader(scripts: Scripts): FieldLoader {
  const waiting = new Map<number, Ask[]>();

  async function loadAll(partition: number): Promise<void> {
    const asks = waiting.get(partition) ?? [];
    waiting.delete(partition);
    try {
      const values = await loadFields(
        scripts,
        asks.flatMap(({ wanted }) => wanted),
      );
      let from = 0;
      for (const { wanted, answer } of asks) {
        const to = wanted.reduce((sum, { fields }) => sum + fields.length, from);
        answer.resolve(values.slice(from, to));
        from = to;
      }
    } catch (error) {
      for (const { answer } of asks) answer.reject(error);
    }
  }

  return (partition, wanted) => {
    const ask = { wanted, answer: Promise.withResolvers<readonly unknown[]>() };
    const asks = waiting.get(partition);
    if (asks === undefined) {
      waiting.set(partition, [ask]);
      queueMicrotask(() => void loadAll(partition));
    } else asks.push(ask);
    return ask.answer.promise;
  };
}
