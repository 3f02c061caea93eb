import { benchGateway } from '../../services/gateway/bench.ts';
import type { BenchRow } from './harness.ts';

/** Requests a second of the two learner routes against a bare route that answers a constant of the same size. */
export async function benchGatewayRows(): Promise<BenchRow[]> {
  const { bodyBytes, bare, v1, widget, v1Embedded } = await benchGateway();
  return [
    {
      what: 'gateway, /v1 metrics',
      ours: v1,
      bare,
      unit: 'requests/s of a core',
      goal: 0.6,
      note: `store in memory; bare: a constant of ${bodyBytes} bytes`,
    },
    { what: 'gateway, widget document', ours: widget, bare, unit: 'requests/s of a core', goal: 0.6 },
    {
      what: 'gateway, /v1 metrics on the embedded store',
      ours: v1Embedded,
      bare,
      unit: 'requests/s of a core',
      goal: 0.6,
    },
  ];
}
