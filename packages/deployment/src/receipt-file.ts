import { appendFile, readFile } from 'node:fs/promises';
import { parseReceipt, type ReceiptBook } from '@learning-tracker/erasure';

/** Receipts in a file, a line each, readable by its owner only. */
export function createReceiptFile(path: string): ReceiptBook {
  return {
    keep: (receipt) => appendFile(path, `${JSON.stringify(receipt)}\n`, { mode: 0o600 }),
    async find(id) {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (Reflect.get(Object(error), 'code') === 'ENOENT') return '';
        throw error;
      });
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map(parseReceipt).find((receipt) => receipt.id === id) ?? null;
    },
  };
}
