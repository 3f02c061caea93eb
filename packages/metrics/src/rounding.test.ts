import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clamp, roundHalfEven } from './rounding.ts';

describe('roundHalfEven', () => {
  test.each([
    [0.125, 2, 0.12],
    [0.375, 2, 0.38],
    [2.675, 2, 2.67],
    [1.005, 2, 1],
    [0.285, 2, 0.28],
    [6.25, 1, 6.2],
    [18.75, 1, 18.8],
    [0.0625, 3, 0.062],
    [0.1875, 3, 0.188],
    [0.5, 0, 0],
    [1.5, 0, 2],
    [2.5, 0, 2],
    [3.5, 0, 4],
    [-2.5, 0, -2],
    [-0.125, 2, -0.12],
    [123456789.125, 2, 123456789.12],
    [4503599627370494.5, 0, 4503599627370494],
    [4503599627370495.5, 0, 4503599627370496],
    [123456789012345680, 3, 123456789012345680],
    [5e-324, 20, 0],
    [1e20, 2, 1e20],
    [1e23, 2, 1e23],
  ])('round(%d, %d) is %d, as in Python', (x, digits, expected) => {
    expect(roundHalfEven(x, digits)).toBe(expected);
  });

  test.each([-0.4, -0, -0.5])('of %d is 0, never −0', (x) => {
    expect(roundHalfEven(x, 0)).toBe(0);
  });

  test('leaves what is no number, or infinite, as it is', () => {
    expect([NaN, Infinity, -Infinity].map((x) => roundHalfEven(x, 2))).toEqual([NaN, Infinity, -Infinity]);
  });

  test('agrees with rational arithmetic on the exact value of any double', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 });
    fc.assert(
      fc.property(fc.oneof(finite, dyadic), fc.integer({ min: 0, max: 12 }), (x, digits) => {
        expect(roundHalfEven(x, digits)).toBe(exactRound(x, digits));
      }),
      { numRuns: 2_000 },
    );
  });
});

test('clamp limits to both ends', () => {
  expect([-1, 0, 3, 7, 8].map((x) => clamp(x, 0, 7))).toEqual([0, 0, 3, 7, 7]);
});

/** Few binary places, so that exact ties are common. */
const dyadic = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 13 }))
  .map(([n, places]) => n / 2 ** places);

/** x = ±mantissa · 2^exponent exactly; then long division with the remainder compared to one half. */
function exactRound(x: number, digits: number): number {
  const bits = new BigUint64Array(new Float64Array([Math.abs(x)]).buffer)[0] ?? 0n;
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  const numerator = mantissa * 10n ** BigInt(digits) * 2n ** BigInt(Math.max(0, exponent));
  const denominator = 2n ** BigInt(Math.max(0, -exponent));
  const floor = numerator / denominator;
  const twice = 2n * (numerator - floor * denominator);
  const up = twice > denominator || (twice === denominator && floor % 2n === 1n);
  const magnitude = Number(`${up ? floor + 1n : floor}e-${digits}`);
  return magnitude === 0 ? 0 : Math.sign(x) * magnitude;
}
