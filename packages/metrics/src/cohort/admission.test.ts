import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Admission, admit } from './admission.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test.each<[string, number[], Admission | null, Admission]>([
  ['everybody counts in the first snapshot', upTo(7), null, { upTo: 7, counted: 7 }],
  ['nobody has consented', [], null, { upTo: 0, counted: 0 }],
  ['four newcomers wait', upTo(11), { upTo: 7, counted: 7 }, { upTo: 7, counted: 7 }],
  ['five come in together', upTo(12), { upTo: 7, counted: 7 }, { upTo: 12, counted: 12 }],
  ['one leaves, four wait with it', upTo(19), { upTo: 20, counted: 20 }, { upTo: 15, counted: 15 }],
  ['five leave at once', upTo(15), { upTo: 20, counted: 20 }, { upTo: 20, counted: 15 }],
  ['of one instant: all or none', [1, 2, 2, 2, 2, 3, 4], { upTo: 9, counted: 9 }, { upTo: 1, counted: 1 }],
  ['too few are left', [1, 2], { upTo: 3, counted: 3 }, { upTo: 0, counted: 0 }],
])('%s', (_, consents, previous, expected) => {
  expect(admit(consents, previous)).toEqual(expected);
});

test('two snapshots, one after the other, differ by nobody or by five at least on each side', () => {
  const step = fc.record({ leaving: fc.array(fc.nat(200), { maxLength: 7 }), coming: fc.nat(7) });
  fc.assert(
    fc.property(fc.nat(30), fc.array(step, { maxLength: 12 }), (first, steps) => {
      let time = 0;
      let consents = Array.from({ length: first }, () => ++time);
      let admission = admit([...consents], null);
      let counted = consents.filter((at) => at <= admission.upTo);
      for (const { leaving, coming } of steps) {
        const leave = new Set(leaving.map((at) => consents[at % Math.max(1, consents.length)]));
        consents = consents.filter((at) => !leave.has(at));
        for (let n = 0; n < coming; n += 1) consents.push(++time);
        admission = admit([...consents], admission);
        const next = consents.filter((at) => at <= admission.upTo);
        expect(next).toHaveLength(admission.counted);
        const [gone, come] = [without(counted, next), without(next, counted)];
        // Whoever left the last few is told of by no later snapshot.
        if (next.length > 0) expect(gone === 0 || gone >= 5).toBe(true);
        expect(come === 0 || come >= 5).toBe(true);
        counted = next;
      }
    }),
  );
});

function without(of: readonly number[], others: readonly number[]): number {
  return of.filter((one) => !others.includes(one)).length;
}
