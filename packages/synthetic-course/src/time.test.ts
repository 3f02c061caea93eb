import { describe, expect, it } from 'vitest';
import { clickTime, dayOf, parseTime, startOfDay, tableTime } from './time.ts';

const noon = parseTime('2024-01-08T12:00:00Z');

describe('times', () => {
  it('are written with just the fraction they have in tables', () => {
    expect(tableTime(noon)).toBe('2024-01-08 12:00:00');
    expect(tableTime(noon + 480_000)).toBe('2024-01-08 12:00:00.48');
    expect(tableTime(noon + 7)).toBe('2024-01-08 12:00:00.000007');
  });

  it('are written with three or six digits in the clickstream', () => {
    expect(clickTime(noon)).toBe('2024-01-08 12:00:00.000');
    expect(clickTime(noon + 480_000)).toBe('2024-01-08 12:00:00.480');
    expect(clickTime(noon + 480_010)).toBe('2024-01-08 12:00:00.480010');
  });

  it('belong to UTC days', () => {
    expect(dayOf(startOfDay('2024-01-08'))).toBe('2024-01-08');
    expect(dayOf(startOfDay('2024-01-08') - 1)).toBe('2024-01-07');
  });

  it('are refused where they are none', () => {
    expect(() => parseTime('next Monday')).toThrow(/next Monday/);
  });
});
