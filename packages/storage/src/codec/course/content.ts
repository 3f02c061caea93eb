import type { ContentPart, ContentRows, ContentTable, Register } from '@learning-tracker/metrics';
import { sortedEntries } from '../order.ts';
import {
  BRANCHES_V1,
  ITEM_TYPES_V1,
  ITEMS_V1,
  LESSONS_V1,
  MODULES_V1,
  SESSIONS_V1,
} from '../schemas/content.ts';
import { createVersionedType, type VersionedType } from '../versioned-type.ts';

type Row = ContentRows[ContentTable];

interface ContentWire {
  rows: { key: string; version: number; value: Row | null }[];
}

/** The rows of a part are those of its kind: the schema of the table refuses any other when it encodes. */
const TABLES: Readonly<Record<ContentTable, VersionedType<ContentWire>>> = {
  items: createVersionedType('items', ITEMS_V1),
  lessons: createVersionedType('lessons', LESSONS_V1),
  modules: createVersionedType('modules', MODULES_V1),
  itemTypes: createVersionedType('itemTypes', ITEM_TYPES_V1),
  sessions: createVersionedType('sessions', SESSIONS_V1),
  branches: createVersionedType('branches', BRANCHES_V1),
};

export function encodeContent(part: ContentPart): Uint8Array {
  const rows = sortedEntries<Register<Row>>(part.rows).map(([key, { version, value }]) => ({
    key,
    version,
    value,
  }));
  return TABLES[part.kind].encode({ rows });
}

export function decodeContent(kind: ContentTable, bytes: Uint8Array): ContentPart {
  const rows = new Map<string, Register<Row>>();
  for (const { key, version, value } of TABLES[kind].decode(bytes).rows) {
    // A plain copy: what avsc makes has a class of its own.
    rows.set(key, { version, value: value === null ? null : { ...value } });
  }
  return { kind, rows };
}
