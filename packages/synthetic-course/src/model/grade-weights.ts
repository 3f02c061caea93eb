import type { Content } from './content.ts';

/** Relative weight of a graded item by its page; others weigh 2. */
const SHARES: Readonly<Record<string, number>> = { exam: 4, peer: 3, programming: 3 };

/**
 * Weight by item id of the graded items that both versions have. Whole thousandths, so that they sum to 1
 * but for the last bit; the last item takes what rounding leaves.
 */
export function gradeWeights(content: Content): Readonly<Record<string, number>> {
  const inFirst = new Set(content.first.items.map(({ entry }) => entry.id));
  const graded = content.second.items
    .map(({ entry }) => entry)
    .filter((item) => item.type.graded && inFirst.has(item.id));
  const shareOf = (page: string): number => SHARES[page] ?? 2;
  const total = graded.reduce((sum, item) => sum + shareOf(item.type.page), 0);

  const weights: Record<string, number> = {};
  let left = 1000;
  for (const [index, item] of graded.entries()) {
    const last = index === graded.length - 1;
    const thousandths = last ? left : Math.round((1000 * shareOf(item.type.page)) / total);
    weights[item.id] = thousandths / 1000;
    left -= thousandths;
  }
  return weights;
}
