import { benchGateway } from '../../services/gateway/bench.ts';
import type { BenchRow } from './harness.ts';

/** Requests a second of the two learner routes against a bare route that answers a constant of the same size. */
export async function benchGatewayRows(): Promise<BenchRow[]> {
  const { bodyBytes, bare, v1, widget } = await benchGateway();
  return [
    {
      what: 'gateway, /v1 metrics',
      ours: v1,
      bare,
      unit: 'requests/s',
      goal: 0.6,
      note: `bare: a constant of ${bodyBytes} bytes`,
    },
    { what: 'gateway, widget document', ours: widget, bare, unit: 'requests/s', goal: 0.6 },
  ];
}
