import { benchGateway } from '../../services/gateway/bench.ts';
import type { BenchRow } from './harness.ts';

/**
 * Requests a second of the learner routes against a bare route that answers a constant of the same size, by the fastest
 * quarter of many short turns.
 */
export async function benchGatewayRows(): Promise<BenchRow[]> {
  const { bodyBytes, share, bare, v1, widget, v1Embedded } = await benchGateway();
  return [
    {
      what: 'gateway, /v1 metrics',
      ours: v1,
      bare,
      ratio: share.v1,
      unit: 'requests/s of a core',
      goal: 0.6,
      note: `store in memory; bare: a constant of ${bodyBytes} bytes`,
    },
    {
      what: 'gateway, widget document',
      ours: widget,
      bare,
      ratio: share.widget,
      unit: 'requests/s of a core',
      goal: 0.6,
    },
    {
      what: 'gateway, /v1 metrics on the embedded store',
      ours: v1Embedded,
      bare,
      ratio: share.v1Embedded,
      unit: 'requests/s of a core',
      goal: 0.6,
    },
  ];
}
