import type { Micros, Register } from '@learning-tracker/metrics';
import { sortedEntries } from '../order.ts';
import { COARSEST, commonScale, unitOf } from '../times.ts';
import { tableOfVersions, type VersionTable, versionsOf } from '../version-table.ts';
import { corrupt } from '../versioned-type.ts';

/**
 * What parts made of registers have in common on the wire: a table of versions, and times as differences from
 * the time before in the part's own order (null times take no part in it).
 */
export interface RegisterWriter {
  readonly versions: VersionTable;
  readonly scale: number;
  version(register: Register<unknown>): number;
  time(at: Micros): number;
  optionalTime(at: Micros | null): number | null;
}

/** @param times of all registers, in any order. */
export function createRegisterWriter(
  registers: Iterable<Register<unknown>>,
  times: Iterable<Micros | null>,
): RegisterWriter {
  const { table, indexOf } = tableOfVersions(Array.from(registers, (register) => register.version));
  const scale = commonScale(
    COARSEST,
    [...times].filter((at) => at !== null),
  );
  const unit = unitOf(scale);
  let previous = 0;
  const time = (at: Micros) => {
    const delta = (at - previous) / unit;
    previous = at;
    return delta;
  };
  return {
    versions: table,
    scale,
    version: (register) => indexOf.get(register.version) ?? -1,
    time,
    optionalTime: (at) => (at === null ? null : time(at)),
  };
}

export interface RegisterReader {
  version(place: number): Micros;
  time(delta: number): Micros;
  optionalTime(delta: number | null): Micros | null;
}

export function createRegisterReader(
  kind: string,
  wire: { readonly versions: VersionTable; readonly scale: number },
): RegisterReader {
  const versions = versionsOf(wire.versions);
  const unit = unitOf(wire.scale);
  let previous = 0;
  const time = (delta: number) => {
    previous += delta * unit;
    return previous;
  };
  return {
    version(place) {
      const version = versions[place];
      if (version === undefined) throw corrupt(kind, `version ${place} is not in its table`);
      return version;
    },
    time,
    optionalTime: (delta) => (delta === null ? null : time(delta)),
  };
}

/** Registers in the order of their keys, as `write` puts each on the wire. */
export function writeRegisters<V, W>(
  registers: ReadonlyMap<string, Register<V>>,
  write: (key: string, register: Register<V>) => W,
): W[] {
  return sortedEntries(registers).map(([key, register]) => write(key, register));
}
