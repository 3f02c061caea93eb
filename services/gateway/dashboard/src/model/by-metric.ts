import type { MetricId } from './metrics.ts';

/** One value for each of the twelve. */
export function byMetric<T>(make: (id: MetricId) => T): Readonly<Record<MetricId, T>> {
  return {
    metric_1: make('metric_1'),
    metric_2: make('metric_2'),
    metric_3: make('metric_3'),
    metric_4: make('metric_4'),
    metric_5: make('metric_5'),
    metric_6: make('metric_6'),
    metric_7: make('metric_7'),
    metric_8: make('metric_8'),
    metric_9: make('metric_9'),
    metric_10: make('metric_10'),
    metric_11: make('metric_11'),
    metric_12: make('metric_12'),
  };
}
