import type { Micros } from '@learning-tracker/metrics';
import { TrackerError } from '@learning-tracker/runtime';
import { TRACKER_ERRORS } from '../errors.ts';
import type { RetryOutcome } from '../operators/dead-letters/decide-retry.ts';
import { findLetter } from '../operators/dead-letters/find.ts';
import type { LetterFilter } from '../operators/dead-letters/letters.ts';
import { listLetters } from '../operators/dead-letters/list.ts';
import { readableOriginal } from '../operators/dead-letters/original.ts';
import { retryLetters } from '../operators/dead-letters/retry.ts';
import { letterJson, letterTable, letterText, retryTable, withHex } from '../output/dead-letters.ts';
import { putArray, writeOutput } from '../output/json-writer.ts';
import { createProgress } from '../output/progress.ts';
import { type OperatorContext, type OperatorOptions, withOperatorPorts } from './operator-ports.ts';

interface FilterOptions extends OperatorOptions {
  readonly topic?: string;
  readonly code?: string;
  readonly course?: string;
  readonly since?: Micros;
  readonly json?: boolean;
}

export interface ListOptions extends FilterOptions {
  readonly limit: number;
}

/** The newest dead letters that match. @returns the exit code */
export async function listDeadLetters(options: ListOptions, context: OperatorContext): Promise<number> {
  return withOperatorPorts(options, context, async (ports) => {
    const letters = listLetters(ports, {
      filter: filterOf(options),
      limit: options.limit,
      onUnreadable: tellUnreadable,
    });
    await writeOutput(undefined, async (put) => {
      if (options.json === true) await putArray(put, mapped(letters, letterJson));
      else await put(letterTable(await collected(letters)));
      await put('\n');
    });
    return 0;
  });
}

/** One dead letter whole, its original as readable as its bytes allow. @returns the exit code */
export async function showDeadLetter(
  id: string,
  options: OperatorOptions & { readonly json?: boolean },
  context: OperatorContext,
): Promise<number> {
  return withOperatorPorts(options, context, async (ports) => {
    const letter = await findLetter(ports, id);
    const original = await readableOriginal(ports.serde, letter);
    const text =
      options.json === true
        ? JSON.stringify({ ...letterJson(letter), original: withHex(original) }, null, 2)
        : letterText(letter, original);
    process.stdout.write(`${text}\n`);
    return 0;
  });
}

export interface RetryOptions extends FilterOptions {
  readonly all?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
}

/** Tries dead letters again. @returns the exit code: 1 where one that was named cannot be retried */
export async function retryDeadLetters(
  ids: readonly string[],
  options: RetryOptions,
  context: OperatorContext,
): Promise<number> {
  const filter = filterOf(options);
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0 === (options.all === true || isNarrowed)) {
    throw new TrackerError(
      'USAGE',
      'name dead letters, or say which with --all, --code, --topic, --course or --since',
      TRACKER_ERRORS.USAGE,
    );
  }
  const groups = new Map<string, { outcome: RetryOutcome; why: string; letters: number }>();
  const progress = createProgress();
  await withOperatorPorts(options, context, async (ports) => {
    const { isErased } = ports.erasures;
    const requests = ports.openRowRequests();
    try {
      const unreadable = await retryLetters(
        { ...ports, isErased, requests },
        {
          filter: ids.length > 0 ? { ids: new Set(ids) } : filter,
          again: options.again === true,
          dryRun: options.dryRun === true,
          onLetter(_letter, outcome, why) {
            const group = groups.get(why) ?? { outcome, why, letters: 0 };
            groups.set(why, { ...group, letters: group.letters + 1 });
          },
          onProgress: (done, total) => progress.update(done, total, 'dead letters'),
        },
      );
      progress.stop();
      if (unreadable > 0) tellUnreadable(unreadable);
    } finally {
      progress.stop();
      requests?.close();
    }
  });
  const result = [...groups.values()].sort((a, b) => (a.why < b.why ? -1 : 1));
  const text =
    options.json === true
      ? JSON.stringify({ dryRun: options.dryRun === true, groups: result }, null, 2)
      : retryTable(result, options.dryRun === true);
  process.stdout.write(`${text}\n`);
  return ids.length > 0 && result.some(({ outcome }) => outcome === 'impossible') ? 1 : 0;
}

/** Only what was given. */
function filterOf({ topic, code, course, since }: FilterOptions): LetterFilter {
  return {
    ...(topic === undefined ? {} : { topic }),
    ...(code === undefined ? {} : { code }),
    ...(course === undefined ? {} : { course }),
    ...(since === undefined ? {} : { since }),
  };
}

function tellUnreadable(records: number): void {
  process.stderr.write(`${records} records of the dead letters cannot be read and are left out\n`);
}

/** For a table, whose columns are as wide as their widest cell; no more than `--limit`. */
async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* mapped<T, U>(items: AsyncIterable<T>, map: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield map(item);
}
