import { appendFile } from 'node:fs/promises';
import { REFRESH_EVERY_MS } from '@learning-tracker/deployment';
import { eraseFromLedger } from '@learning-tracker/fetcher';
import { pauseFor, systemClock, systemScheduler, TrackerError } from '@learning-tracker/runtime';
import { openRecordEraser, type RecordEraser } from '@learning-tracker/streams';
import { TRACKER_ERRORS } from '../errors.ts';
import { listAgain, readDigests } from '../operators/forget/again.ts';
import { type ForgetPorts, forget, type Receipt } from '../operators/forget/forget.ts';
import { rfc3339, table } from '../output/text.ts';
import {
  type OperatorContext,
  type OperatorOptions,
  type OperatorPorts,
  withOperatorPorts,
} from './operator-ports.ts';

export interface ForgetOptions extends OperatorOptions {
  readonly course?: readonly string[];
  /** Where the receipt is appended as a line of JSON. */
  readonly receipts?: string;
  /** A file of receipts: whoever it tells of is forgotten once more. */
  readonly again?: string;
  readonly json?: boolean;
}

/** Every process has looked at the list by then, also one that was in the midst of looking when the first beat ended. */
const LIST_IS_KNOWN_MS = 2 * REFRESH_EVERY_MS;

/**
 * Forgets a learner, or with `again` everybody in a file of receipts whom the store holds (once an older copy of it was
 * put back); keeps and shows the receipts.
 *
 * @returns the exit code: 1 where something was kept
 * @throws TrackerError USAGE where neither is named
 */
export async function forgetLearner(
  learner: string | undefined,
  options: ForgetOptions,
  context: OperatorContext,
): Promise<number> {
  if ((learner === undefined) === (options.again === undefined)) {
    throw new TrackerError('USAGE', 'give a learner, or --again FILE', TRACKER_ERRORS.USAGE);
  }
  const receipts = await withOperatorPorts(options, context, async (ports) => {
    const records = options.data === undefined ? null : openRecordEraser(options.data);
    try {
      return await forgetAll(portsOf(ports, records), ports, learner, options);
    } finally {
      records?.close();
    }
  });
  const kept = options.receipts ?? (options.data === undefined ? null : `${options.data}.receipts`);
  const lines = receipts.map((receipt) => `${JSON.stringify(receipt)}\n`);
  if (kept !== null) await appendFile(kept, lines.join(''), { mode: 0o600 });
  const shown = learner === undefined ? receipts : receipts[0];
  const text = options.json === true ? JSON.stringify(shown, null, 2) : textOf(receipts);
  process.stdout.write(`${text}\n`);
  return receipts.every(({ complete }) => complete) ? 0 : 1;
}

async function forgetAll(
  deps: ForgetPorts,
  { store, erasures }: OperatorPorts,
  learner: string | undefined,
  { again, course = [] }: ForgetOptions,
): Promise<readonly Receipt[]> {
  if (learner !== undefined) return [await forget(deps, learner, course)];
  const found = await listAgain(store, erasures, await readDigests(again ?? ''));
  if (found.length > 0) await deps.listIsKnown();
  const receipts: Receipt[] = [];
  for (const { courseId, learnerId } of found) {
    receipts.push(await forget({ ...deps, listIsKnown: async () => {} }, learnerId, [courseId]));
  }
  return receipts;
}

function portsOf(ports: OperatorPorts, records: RecordEraser | null): ForgetPorts {
  const { ledgerPath } = ports;
  return {
    ...ports,
    records,
    clock: systemClock,
    listIsKnown: () => pauseFor(LIST_IS_KNOWN_MS, systemScheduler),
    eraseFromLedger: ledgerPath === null ? null : (person) => eraseFromLedger(ledgerPath, person),
  };
}

function textOf(receipts: readonly Receipt[]): string {
  const places = receipts.flatMap((receipt) => receipt.places);
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
