import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRIC_DEFINITIONS, type MetricDefinition, type MetricName } from './metric-definitions.ts';

type Definitions = typeof METRIC_DEFINITIONS;
type NamesOf<K extends MetricDefinition['kind']> = {
  [N in MetricName]: Definitions[N]['kind'] extends K ? N : never;
}[MetricName];
type LabelsOf<N extends MetricName> = Readonly<Record<Definitions[N]['labels'][number], string | number>>;

/** Adds to a number of its own; the registry gets the sum when it is read. */
export interface BoundCounter {
  add(by: number): void;
}

/** One histogram with its labels fixed. */
export interface BoundHistogram {
  observe(value: number): void;
}

/** Where services count. Names, kinds and labels come from `METRIC_DEFINITIONS` and are checked by the compiler. */
export interface Telemetry {
  /** Adds to a counter (default 1). */
  count<N extends NamesOf<'counter'>>(name: N, labels: LabelsOf<N>, by?: number): void;
  /** Sets a gauge. */
  set<N extends NamesOf<'gauge'>>(name: N, labels: LabelsOf<N>, value: number): void;
  /** Takes a gauge's value back: what another process shows from now on, or nobody. */
  remove<N extends NamesOf<'gauge'>>(name: N, labels: LabelsOf<N>): void;
  /** Adds one observation to a histogram; durations in seconds. */
  observe<N extends NamesOf<'histogram'>>(name: N, labels: LabelsOf<N>, value: number): void;
  /** A counter with its labels fixed: for hot paths, where handling labels each time would cost more than the work. */
  counter<N extends NamesOf<'counter'>>(name: N, labels: LabelsOf<N>): BoundCounter;
  /** A histogram with its labels fixed, as `counter` is. */
  histogram<N extends NamesOf<'histogram'>>(name: N, labels: LabelsOf<N>): BoundHistogram;
  /** All of it in the Prometheus text format, to be sent as `contentType`. */
  text(): Promise<string>;
  readonly contentType: string;
  readonly registry: Registry;
}

/** A registry of its own, so that several can live in one process. */
export function createTelemetry(): Telemetry {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const flushes = new Map<string, (() => void)[]>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [name, definition] of Object.entries<MetricDefinition>(METRIC_DEFINITIONS)) {
    const options = {
      name,
      help: definition.meaning,
      labelNames: [...definition.labels],
      registers: [registry],
    };
    if (definition.kind === 'counter') {
      const pending: (() => void)[] = [];
      flushes.set(name, pending);
      const collect = () => {
        for (const flush of pending) flush();
      };
      counters.set(name, new Counter({ ...options, collect }));
    }
    if (definition.kind === 'gauge') gauges.set(name, new Gauge(options));
    if (definition.kind === 'histogram') {
      histograms.set(name, new Histogram({ ...options, buckets: [...(definition.buckets ?? [])] }));
    }
  }
  return {
    count: (name, labels, by = 1) => counters.get(name)?.inc(labels, by),
    set: (name, labels, value) => gauges.get(name)?.set(labels, value),
    remove: (name, labels) => gauges.get(name)?.remove(labels),
    observe: (name, labels, value) => histograms.get(name)?.observe(labels, value),
    counter(name, labels) {
      let pending = 0;
      flushes.get(name)?.push(() => {
        if (pending > 0) counters.get(name)?.inc(labels, pending);
        pending = 0;
      });
      return {
        add: (by) => {
          pending += by;
        },
      };
    },
    histogram(name, labels) {
      const bound = histograms.get(name)?.labels(labels);
      return { observe: (value) => bound?.observe(value) };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    registry,
  };
}

/** Adds memory, processor time, event loop delay and the like of this process. */
export function collectProcessTelemetry(telemetry: Telemetry): void {
  collectDefaultMetrics({ register: telemetry.registry });
}
