import type { Micros } from '@learning-tracker/metrics';
import { COARSEST, commonScale, fromDeltas, toDeltas, unitOf } from './times.ts';

/** The few snapshot times of a part's many rows: rows name them by index. Schema: `schemas/shared.ts`. */
export interface VersionTable {
  scale: number;
  /** Differences of the distinct times, ascending. */
  deltas: number[];
}

export function tableOfVersions(versions: Iterable<Micros>): {
  readonly table: VersionTable;
  readonly indexOf: ReadonlyMap<Micros, number>;
} {
  const distinct = [...new Set(versions)].sort((a, b) => a - b);
  const scale = commonScale(COARSEST, distinct);
  return {
    table: { scale, deltas: toDeltas(distinct, unitOf(scale)) },
    indexOf: new Map(distinct.map((version, index) => [version, index])),
  };
}

export function versionsOf(table: VersionTable): readonly Micros[] {
  return fromDeltas(table.deltas, unitOf(table.scale));
}
