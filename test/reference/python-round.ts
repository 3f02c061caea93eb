/**
 * Python's `round(x, digits)`: to the nearest on the exact value of the double, exact ties to the even digit.
 * Keeps the sign of zero, as Python does for `digits` given.
 *
 * @param digits decimals to keep, 0 or more
 */
export function pythonRound(x: number, digits = 0): number {
  if (!Number.isFinite(x)) throw new RangeError(`cannot round ${x}`);
  if (x === 0) return x;
  const { mantissa, exponent } = exactParts(Math.abs(x));

  // |x| × 10^digits = mantissa × 2^exponent × 10^digits, written as an exact fraction.
  const shift = exponent >= 0 ? 2n ** BigInt(exponent) : 1n;
  const numerator = mantissa * shift * 10n ** BigInt(digits);
  const denominator = exponent >= 0 ? 1n : 2n ** BigInt(-exponent);

  const floor = numerator / denominator;
  const twiceRest = 2n * (numerator % denominator);
  const above = twiceRest > denominator;
  const tie = twiceRest === denominator;
  const floorIsOdd = floor % 2n === 1n;
  const rounded = above || (tie && floorIsOdd) ? floor + 1n : floor;

  // Reading a decimal literal gives the nearest double, which is what Python returns.
  const magnitude = Number(`${rounded}e-${digits}`);
  return x < 0 ? -magnitude : magnitude;
}

/** A positive finite double as the integers of `mantissa × 2^exponent`, from its 64 bits. */
function exactParts(x: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & (2n ** 52n - 1n);
  if (biased === 0) return { mantissa: fraction, exponent: -1074 };
  return { mantissa: fraction + 2n ** 52n, exponent: biased - 1075 };
}
