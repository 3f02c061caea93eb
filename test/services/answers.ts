import { signToken } from '@learning-tracker/gateway';
import { type Figures, METRIC_IDS } from '@learning-tracker/metrics';
import { z } from 'zod';
import { SECRET } from './bench.ts';
import type { ServiceProcess } from './service-process.ts';

const FIELDS = ['value', 'absolute_value', 'scaled_value', 'total', 'raw', 'reason'];
const shape = z.object({ metrics: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Learners and metrics of which a gateway does not say what is wanted. */
export async function differences(
  gateway: ServiceProcess,
  courseId: string,
  wanted: Readonly<Record<string, Figures>>,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [learnerId, figures] of Object.entries(wanted)) {
    const path = `/v1/courses/${courseId}/learners/${learnerId}/metrics`;
    const answer = await gateway.get(`${path}?consent=all`, {
      authorization: `Bearer ${await operatorToken()}`,
    });
    const { metrics } = shape.parse(answer.ok ? await answer.json() : { metrics: {} });
    for (const id of METRIC_IDS) {
      const { value, absolute, scaled, total, raw, reason } = figures[id];
      const expected = JSON.stringify([value, absolute, scaled, total, raw, reason]);
      const told = metrics[id] ?? {};
      const answered = FIELDS.map((field) => told[field]);
      if (JSON.stringify(answered) !== expected) found.push(`${learnerId} ${id}`);
    }
  }
  return found;
}

function operatorToken(): Promise<string> {
  const at = { secret: SECRET, nowMs: Date.now(), ttlSeconds: 3_600 };
  return signToken({ role: 'operator', sub: 'operator-of-the-test' }, at);
}
