import { METRIC_IDS } from '@learning-tracker/metrics';

/** A cohort of 214 with one group too small to be shown. */
export function standInCohort() {
  const spread = [7, 12, 19, 31, 38, 29, 24, 17, 11, null];
  const distributions = METRIC_IDS.map((id, index) => {
    if (id === 'metric_8') return [id, { suppressed: true }] as const;
    const turned = [...spread.slice(index % 5), ...spread.slice(0, index % 5)];
    const at = (share: number) => Math.round(share * 100) / 10;
    return [
      id,
      {
        n: 193,
        quantiles: { p5: null, p25: at(0.27), p50: at(0.44), p75: at(0.63), p95: at(0.88) },
        histogram: turned.map((count, bin) => ({ from: bin, to: bin + 1, count })),
      },
    ] as const;
  });
  return {
    at: '2026-11-27T03:15:00Z',
    learners: 214,
    consenting: 193,
    distributions: Object.fromEntries(distributions),
    selections: Object.fromEntries(
      METRIC_IDS.map((id, index) => [id, index === 7 ? null : 20 + ((index * 37) % 130)]),
    ),
    goalsSet: 176,
    srlAnswered: null,
  };
}
