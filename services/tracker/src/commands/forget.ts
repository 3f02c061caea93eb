import { appendFile } from 'node:fs/promises';
import { REFRESH_EVERY_MS } from '@learning-tracker/deployment';
import { eraseFromLedger } from '@learning-tracker/fetcher';
import { pauseFor, systemClock, systemScheduler } from '@learning-tracker/runtime';
import { openRecordEraser } from '@learning-tracker/streams';
import { forget, type Receipt } from '../operators/forget/forget.ts';
import { rfc3339, table } from '../output/text.ts';
import { type OperatorContext, type OperatorOptions, withOperatorPorts } from './operator-ports.ts';

export interface ForgetOptions extends OperatorOptions {
  readonly course?: readonly string[];
  /** Where the receipt is appended as a line of JSON. */
  readonly receipts?: string;
  readonly json?: boolean;
}

/** Every process has looked at the list by then, also one that was in the midst of looking when the first beat ended. */
const LIST_IS_KNOWN_MS = 2 * REFRESH_EVERY_MS;

/** Forgets a learner, and keeps and shows the receipt. @returns the exit code: 1 where something was kept */
export async function forgetLearner(
  learner: string,
  options: ForgetOptions,
  context: OperatorContext,
): Promise<number> {
  const receipt = await withOperatorPorts(options, context, async (ports) => {
    const records = options.data === undefined ? null : openRecordEraser(options.data);
    const { ledgerPath } = ports;
    try {
      const deps = {
        ...ports,
        records,
        clock: systemClock,
        listIsKnown: () => pauseFor(LIST_IS_KNOWN_MS, systemScheduler),
        eraseFromLedger:
          ledgerPath === null
            ? null
            : (person: Parameters<typeof eraseFromLedger>[1]) => eraseFromLedger(ledgerPath, person),
      };
      return await forget(deps, learner, options.course ?? []);
    } finally {
      records?.close();
    }
  });
  const kept = options.receipts ?? (options.data === undefined ? null : `${options.data}.receipts`);
  if (kept !== null) await appendFile(kept, `${JSON.stringify(receipt)}\n`, { mode: 0o600 });
  process.stdout.write(`${options.json === true ? JSON.stringify(receipt, null, 2) : textOf(receipt)}\n`);
  return receipt.complete ? 0 : 1;
}

function textOf({ places }: Receipt): string {
  return table([
    ['course', 'place', 'state', 'count', 'at', 'note'],
    ...places.map(({ courseId, place, state, count, at, note }) => [
      courseId,
      place,
      state,
      count,
      rfc3339(at),
      note ?? '',
    ]),
  ]);
}
