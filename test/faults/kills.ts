import { messageOf } from '@learning-tracker/runtime';
import fc from 'fast-check';
import { type BedOptions, openBed } from './bed.ts';
import { type Fault, POINTS, type Point } from './messages.ts';

/** What one seed came to. */
export interface Round {
  readonly seed: number;
  /** Where processors were killed, in the order of their deaths. */
  readonly kills: readonly Point[];
  /** What differs from the embedded engine; null where nothing does. */
  readonly difference: string | null;
}

/** Who dies how: each lane is one processor at a time, its faults those of its lives. */
interface Plan {
  readonly lanes: readonly (readonly Fault[])[];
  readonly order: 'published' | 'shuffled';
}

/** Deaths of a lane at most; then the next processor lives on, so that every round ends. */
const LIVES = 12;
const FURTHEST = 4;
/** Smaller slices and a shorter session than elsewhere: more deaths before the input is through. */
const SETTINGS = { sessionTimeoutMs: 700, maxRecords: 25, maxChangedParts: 10 };

const lives: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({
    point: fc.constantFrom(...POINTS),
    nth: fc.integer({ min: 1, max: FURTHEST }),
    signal: fc.constant('SIGKILL' as const),
  }),
  { minLength: LIVES, maxLength: LIVES },
);
const plans: fc.Arbitrary<Plan> = fc.record({
  lanes: fc.array(lives, { minLength: 1, maxLength: 2 }),
  order: fc.constantFrom('published', 'shuffled'),
});

/**
 * Processors that kill themselves again and again at the points that the seed chooses, each replaced at once, until the
 * whole input is in the store; then the states are compared. The seed decides the kill points and the order of the
 * input; what the two processors of a round do to each other is up to the machine.
 */
export async function killRound(seed: number, options: Omit<BedOptions, 'settings'>): Promise<Round> {
  const plan = sampleOf(plans, seed);
  const bed = await openBed({ ...options, settings: SETTINGS });
  const kills: Point[] = [];
  /** The input is in the store, or will never be. */
  const finished = new AbortController();
  let trouble: string | null = null;
  try {
    await bed.append(plan.order === 'published' ? bed.records : shuffled(bed.records, seed));
    const caughtUp = bed.untilCaughtUp(finished.signal).finally(() => finished.abort());
    await Promise.all([caughtUp, ...plan.lanes.map(live)]);
    return { seed, kills, difference: trouble ?? (await bed.difference()) };
  } catch (error) {
    return { seed, kills, difference: trouble ?? messageOf(error) };
  } finally {
    await bed.close();
  }

  async function live(faults: readonly Fault[]): Promise<void> {
    for (let life = 0; !finished.signal.aborted; life += 1) {
      const fault = faults[life];
      const processor = bed.start(fault === undefined ? {} : { fault });
      finished.signal.addEventListener('abort', processor.stop);
      const end = await processor.ended;
      finished.signal.removeEventListener('abort', processor.stop);
      const struck = processor.struck();
      if (end === 'SIGKILL' && struck !== null) kills.push(struck);
      else if (end !== 0 || !finished.signal.aborted) {
        trouble ??= `a processor ended with ${end}: ${processor.warnings().join('; ')}`;
        finished.abort();
      }
    }
  }
}

function shuffled<T>(values: readonly T[], seed: number): readonly T[] {
  return sampleOf(
    fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length }),
    seed,
  );
}

function sampleOf<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  if (value === undefined) throw new Error('an arbitrary gave no value');
  return value;
}
