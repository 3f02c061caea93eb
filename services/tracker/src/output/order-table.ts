import { type ExportScope, scopeText } from '@learning-tracker/coursera';
import type { OrderStatus } from '@learning-tracker/fetcher';
import { rfc3339, table } from './text.ts';

/**
 * What was ordered of the export API, one line an order and one for each file that is not simply published, such as
 * one with a table whose headings have changed.
 */
export function orderTable(orders: readonly OrderStatus[]): string {
  const rows = orders.flatMap((order) => [
    [
      scopeOf(order.scope),
      order.kind,
      order.interval === null ? order.day : `${order.interval.start} to ${order.interval.end}`,
      stateOf(order),
      order.jobId ?? '',
      rfc3339(order.changedAt),
      order.code === null ? '' : `${order.code}: ${order.reason ?? ''}`,
    ],
    ...order.files
      .filter(({ state, reason }) => state !== 'published' || reason !== null)
      .map(({ name, state, reason }) => ['', '', `  ${name}`, state, '', '', reason ?? '']),
  ]);
  return table([['scope', 'type', 'days', 'state', 'job', 'changed', ''], ...rows]);
}

function scopeOf(scope: ExportScope): string {
  return scope.kind === 'course' ? scope.courseId : scopeText(scope);
}

/** An order whose files are all published is published; one without files had no data. */
function stateOf({ state, files, kind, failures }: OrderStatus): string {
  if (state === 'wanted') return failures > 0 ? 'wanted again' : 'wanted';
  if (state !== 'downloaded') return state;
  if (files.length === 0) return kind === 'clickstream' ? 'no data' : 'downloaded';
  return files.every((file) => file.state === 'published' || file.state === 'older')
    ? 'published'
    : 'downloaded';
}
