import { parseReceipt, type ReceiptBook } from '@learning-tracker/erasure';
import type { ErasureJournal } from '@learning-tracker/storage';
import type { KafkaLog } from '@learning-tracker/streams';

/** What a Redis that is emptied or put back in time must not take with it: it is kept by the log itself. */
export function createLogMemory({ control }: Pick<KafkaLog, 'control'>): ErasureJournal & ReceiptBook {
  const { state } = control;
  return {
    async erasures() {
      await control.refresh();
      return new Set(state.digests);
    },
    async addErasures(digests) {
      const fresh = digests.filter((digest) => !state.digests.has(digest));
      if (fresh.length > 0) await control.say({ kind: 'erasures', digests: [...fresh] });
    },
    keep: (receipt) => control.say({ kind: 'receipt', id: receipt.id, json: JSON.stringify(receipt) }),
    async find(id) {
      await control.refresh();
      const json = state.receipts.get(id);
      return json === undefined ? null : parseReceipt(json);
    },
  };
}
