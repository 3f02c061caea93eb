import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOut } from './share-out.ts';

const members = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 });
const owners = fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { nil: undefined }), {
  maxLength: 20,
});

function loadsOf(shared: readonly (string | undefined)[], of: readonly string[]): number[] {
  return of.map((member) => shared.filter((owner) => owner === member).length);
}

describe('shareOut', () => {
  it('gives every partition to one member, evenly', () => {
    fc.assert(
      fc.property(owners, members, (before, joined) => {
        const shared = shareOut(before, joined);
        expect(shared).toHaveLength(before.length);
        for (const owner of shared) expect(joined).toContain(owner);
        const loads = loadsOf(shared, joined);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('moves no partition when nothing changed', () => {
    fc.assert(
      fc.property(owners, members, (before, joined) => {
        const shared = shareOut(before, joined);
        expect(shareOut(shared, joined)).toEqual(shared);
      }),
    );
  });

  it('takes from a member only what exceeds its share', () => {
    fc.assert(
      fc.property(owners, members, (before, joined) => {
        const shared = shareOut(before, joined);
        const most = Math.ceil(before.length / joined.length);
        for (const member of joined) {
          const kept = before.filter((owner, i) => owner === member && shared[i] === member).length;
          const had = before.filter((owner) => owner === member).length;
          expect(kept).toBeGreaterThanOrEqual(Math.min(had, Math.floor(before.length / joined.length)));
          expect(kept).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it('leaves everything unowned when the last member has gone', () => {
    expect(shareOut(['a', 'a'], [])).toEqual([undefined, undefined]);
  });
});
