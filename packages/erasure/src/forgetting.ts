import { randomUUID } from 'node:crypto';
import type { Logger } from '@learning-tracker/runtime';
import { type ForgetPorts, forget } from './forget.ts';
import type { AskedLearner } from './persons.ts';
import type { Receipt } from './receipt.ts';

/** Keeps receipts for good. */
export interface ReceiptBook {
  keep(receipt: Receipt): Promise<void>;
  /** Null where no receipt has this id. */
  find(id: string): Promise<Receipt | null>;
}

/** Forgets on behalf of those who do not wait for its end. */
export interface Forgetting {
  /** Begins, and goes on whatever becomes of who asked. The receipt is kept when it is done. */
  begin(asked: readonly AskedLearner[]): { readonly id: string; readonly done: Promise<Receipt> };
  /** `running` while it is at work here or waits its turn; null where neither that nor a receipt of this id is known. */
  find(id: string): Promise<Receipt | 'running' | null>;
  /** Settles when nothing runs any more. */
  close(): Promise<void>;
}

/** One after the other, since each reads all of the log. */
export function createForgetting(deps: {
  readonly ports: ForgetPorts;
  readonly receipts: ReceiptBook;
  readonly logger: Logger;
  readonly newId?: () => string;
}): Forgetting {
  const { ports, receipts, logger, newId = randomUUID } = deps;
  const running = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();

  async function run(asked: readonly AskedLearner[], id: string): Promise<Receipt> {
    try {
      const receipt = await forget(ports, asked, id);
      await receipts.keep(receipt);
      logger.info({ receipt: id, complete: receipt.complete }, 'a learner was forgotten');
      return receipt;
    } catch (error) {
      logger.error({ error, receipt: id }, 'forgetting failed and is to be asked for again');
      throw error;
    } finally {
      running.delete(id);
    }
  }

  return {
    begin(asked) {
      const id = newId();
      running.add(id);
      const done = last.then(() => run(asked, id));
      last = done.catch(() => undefined);
      return { id, done };
    },
    find: async (id) => (running.has(id) ? 'running' : receipts.find(id)),
    close: async () => {
      await last;
    },
  };
}
