import type { LearnerState, Part, PartName } from '@learning-tracker/metrics';
import { decodePart } from '../codec/index.ts';

const FIXED_NAMES: readonly PartName[] = ['progress', 'grades', 'posts', 'memberships', 'settings'];

/** Decodes all parts of a learner. Parts of names that this version does not know are left out. */
export function learnerState(parts: ReadonlyMap<string, Uint8Array>): LearnerState {
  const decoded = new Map<PartName, Part>();
  for (const [text, bytes] of parts) {
    const name = partName(text);
    if (name !== null) decoded.set(name, decodePart(name, bytes));
  }
  return { erased: false, parts: decoded };
}

function partName(text: string): PartName | null {
  const fixed = FIXED_NAMES.find((name) => name === text);
  if (fixed !== undefined) return fixed;
  const day = /^day\/(-?\d+)$/.exec(text)?.[1];
  return day === undefined ? null : `day/${Number(day)}`;
}
