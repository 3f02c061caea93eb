import { type ProgressEntry, type ProgressPart, progressKey } from '@learning-tracker/metrics';
import type { AvroValue } from '../avro.ts';
import { byCodeUnits } from '../order.ts';
import { PROGRESS_V1 } from '../schemas/progress.ts';
import { COARSEST, commonScale, unitOf } from '../times.ts';
import { tableOfVersions, versionsOf } from '../version-table.ts';
import { corrupt, createVersionedType } from '../versioned-type.ts';

type ProgressWire = AvroValue<typeof PROGRESS_V1>;

const TYPE = createVersionedType('progress', PROGRESS_V1);

export function encodeProgress(part: ProgressPart): Uint8Array {
  const rows = [...part.rows.values()].sort(byItemAndTime);
  const { table, indexOf } = tableOfVersions(rows.map((row) => row.version));
  const scale = commonScale(
    COARSEST,
    rows.map((row) => row.at),
  );
  const unit = unitOf(scale);
  const items: ProgressWire['items'] = [];
  let item: ProgressWire['items'][number] | undefined;
  let previous = 0;
  for (const { itemId, state, at, version, count } of rows) {
    if (item === undefined || item.itemId !== itemId) {
      item = { itemId, rows: [] };
      items.push(item);
    }
    item.rows.push({ state, delta: (at - previous) / unit, version: indexOf.get(version) ?? -1, count });
    previous = at;
  }
  return TYPE.encode({ versions: table, scale, items });
}

function byItemAndTime(a: ProgressEntry, b: ProgressEntry): number {
  const order = byCodeUnits(a.itemId, b.itemId);
  return order !== 0 ? order : a.at - b.at || a.state - b.state;
}

export function decodeProgress(bytes: Uint8Array): ProgressPart {
  const wire = TYPE.decode(bytes);
  const versions = versionsOf(wire.versions);
  const unit = unitOf(wire.scale);
  const rows = new Map<string, ProgressEntry>();
  let at = 0;
  for (const { itemId, rows: itemRows } of wire.items) {
    for (const { state, delta, version: place, count } of itemRows) {
      at += delta * unit;
      const version = versions[place];
      if (version === undefined) throw corrupt('progress', `version ${place} is not in its table`);
      const entry = { itemId, state, at, version, count };
      rows.set(progressKey(entry), entry);
    }
  }
  return { kind: 'progress', rows };
}
