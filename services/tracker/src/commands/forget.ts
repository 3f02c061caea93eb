import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createReceiptFile, LIST_IS_KNOWN_MS } from '@learning-tracker/deployment';
import {
  type AskedLearner,
  type ForgetPorts,
  findErased,
  forget,
  parseReceipt,
  type Receipt,
} from '@learning-tracker/erasure';
import { eraseFromLedger, reclaimLedger } from '@learning-tracker/fetcher';
import { messageOf, pauseFor, systemClock, systemScheduler, TrackerError } from '@learning-tracker/runtime';
import { TRACKER_ERRORS } from '../errors.ts';
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

/**
 * Forgets learners, or with `again` everybody in a file of receipts whom the store holds (once an older copy of it was
 * put back); keeps and shows the receipt. On Kafka
 * the log is copied once, however many they are.
 *
 * @returns the exit code: 1 where something was kept
 * @throws TrackerError USAGE where neither is named
 */
export async function forgetLearners(
  learners: readonly string[],
  options: ForgetOptions,
  context: OperatorContext,
): Promise<number> {
  if ((learners.length === 0) === (options.again === undefined)) {
    throw new TrackerError('USAGE', 'give learners, or --again FILE', TRACKER_ERRORS.USAGE);
  }
  const receipt = await withOperatorPorts(options, context, async (ports) => {
    const asked = await askedOf(ports, learners, options);
    const made = await forget(forgetPortsOf(ports), asked, randomUUID());
    await ports.receipts.keep(made);
    if (options.receipts !== undefined) await createReceiptFile(options.receipts).keep(made);
    context.logger.info({ audit: 'forget', receipt: made.id, digests: made.digests }, 'audit');
    return made;
  });
  process.stdout.write(`${options.json === true ? JSON.stringify(receipt, null, 2) : textOf(receipt)}\n`);
  return receipt.complete ? 0 : 1;
}

async function askedOf(
  { store, erasures }: OperatorPorts,
  learners: readonly string[],
  { again, course = [] }: ForgetOptions,
): Promise<readonly AskedLearner[]> {
  if (again === undefined) return learners.map((learner) => ({ learner, courseIds: course }));
  await erasures.add([...(await readDigests(again))]);
  return findErased(store, erasures.isErased);
}

/** Digests of all receipts in a file, a line each. @throws TrackerError INPUT_UNREADABLE */
async function readDigests(path: string): Promise<ReadonlySet<string>> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    return new Set(lines.flatMap((line) => parseReceipt(line).digests));
  } catch (error) {
    const message = `${path} holds no receipts: ${messageOf(error)}`;
    throw new TrackerError('INPUT_UNREADABLE', message, TRACKER_ERRORS.INPUT_UNREADABLE, error);
  }
}

function forgetPortsOf(ports: OperatorPorts): ForgetPorts {
  const { ledgerPath } = ports;
  return {
    ...ports,
    reclaim: ports.reclaim ?? (ledgerPath === null ? null : () => reclaimLedger(ledgerPath)),
    clock: systemClock,
    listIsKnown: () => pauseFor(LIST_IS_KNOWN_MS, systemScheduler),
    eraseFromLedger: ledgerPath === null ? null : (person) => eraseFromLedger(ledgerPath, person),
  };
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
