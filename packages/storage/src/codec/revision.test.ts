import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine, EMPTY_REVISION, partDigest } from './revision.ts';

const parts = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 4 }), fc.uint8Array({ maxLength: 8 })), {
  selector: ([name]) => name,
  minLength: 1,
});

function revisionOf(all: readonly (readonly [string, Uint8Array])[]): string {
  return all.reduce(
    (revision, [name, bytes]) => combine(revision, null, partDigest(name, bytes)),
    EMPTY_REVISION,
  );
}

describe('the revision of a learner', () => {
  it('does not depend on the order of parts, nor on the way they came about', () => {
    fc.assert(
      fc.property(parts, fc.uint8Array({ maxLength: 8 }), (all, before) => {
        const expected = revisionOf(all);
        expect(revisionOf([...all].reverse())).toBe(expected);
        const [first] = all;
        if (first === undefined) throw new TypeError('no parts');
        const earlier = revisionOf([[first[0], before], ...all.slice(1)]);
        expect(combine(earlier, partDigest(first[0], before), partDigest(first[0], first[1]))).toBe(expected);
      }),
    );
  });

  it('differs with name and bytes, and where bytes move between parts', () => {
    const bytes = Uint8Array.of(1, 2);
    const other = Uint8Array.of(1, 3);
    const revisions = [
      EMPTY_REVISION,
      revisionOf([['grades', bytes]]),
      revisionOf([['posts', bytes]]),
      revisionOf([['posts', other]]),
      revisionOf([
        ['grades', bytes],
        ['posts', other],
      ]),
      revisionOf([
        ['grades', other],
        ['posts', bytes],
      ]),
    ];
    expect(new Set(revisions).size).toBe(revisions.length);
  });

  it('is 16 bytes of SHA-256 over name, NUL and bytes, as hex', () => {
    expect(revisionOf([['a', new TextEncoder().encode('b')]])).toBe('59b271ae1bbcb1d31d41929817f4b16f');
  });
});
