import { basename } from 'node:path';
import { parseTime } from '../values/time.ts';

/** What a file is, judged by its name. */
export type ExportFileKind =
  | { readonly kind: 'tables' }
  | { readonly kind: 'clickstream'; readonly stream: 'access' | 'video'; readonly day: string };

const CLICKSTREAM_NAME = /^(access|video)-(\d{4}-\d{2}-\d{2})(?!\d).*\.csv\.gz$/i;

/**
 * Tells by its name (or path) what an export file holds: any `.zip` is tables,
 * `access-YYYY-MM-DD….csv.gz` and `video-YYYY-MM-DD….csv.gz` are clickstream days; null for every other file,
 * also for names that begin with a dot.
 */
export function classifyExportFile(name: string): ExportFileKind | null {
  const file = basename(name);
  if (file.startsWith('.')) return null;
  if (/\.zip$/i.test(file)) return { kind: 'tables' };
  const match = CLICKSTREAM_NAME.exec(file);
  const day = match?.[2];
  if (day === undefined || parseTime(`${day} 00:00:00`) === null) return null;
  return { kind: 'clickstream', stream: match?.[1]?.toLowerCase() === 'video' ? 'video' : 'access', day };
}
