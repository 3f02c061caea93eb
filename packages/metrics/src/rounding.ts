/**
 * Python's `round`: to the nearest on the double's exact value, exact ties to the even digit. Source: metrics.md,
 * "Rounding"; used by both profiles, so that a third party's Python gives the same digits.
 *
 * `toFixed` is exact too, but breaks ties away from zero. A tie needs x·10^d = n + ½ exactly; since x is a
 * dyadic fraction, that is the case if and only if x·2^(d+1) is an odd integer, which is tested without error.
 *
 * @param digits decimal places, 0 to 20
 * @returns never −0; magnitudes of 1e21 and more are returned as they are (they have no decimals)
 */
export function roundHalfEven(x: number, digits: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e21) return x;
  const magnitude = Math.abs(x);
  const scaled = magnitude * 2 ** (digits + 1);
  let rounded: number;
  if (Number.isInteger(scaled) && scaled % 2 === 1) {
    const lower = (BigInt(scaled) * 5n ** BigInt(digits) - 1n) / 2n;
    const even = lower % 2n === 0n ? lower : lower + 1n;
    rounded = Number(decimalText(even, digits));
  } else {
    rounded = Number(magnitude.toFixed(digits));
  }
  return rounded === 0 ? 0 : Math.sign(x) * rounded;
}

/** n / 10^digits as decimal text, so that `Number` rounds once. */
function decimalText(n: bigint, digits: number): string {
  return `${n}e-${digits}`;
}

/** x limited to low…high. */
export function clamp(x: number, low: number, high: number): number {
  return Math.min(Math.max(x, low), high);
}
