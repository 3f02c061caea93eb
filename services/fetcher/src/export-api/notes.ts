import { type ExportScope, scopeText } from '@learning-tracker/coursera';
import type { Ledger } from '../ledger/index.ts';
import type { Order } from './order.ts';

/** More would hide the others; all of them are in the status. */
const MOST = 20;

/** What a person should know of the orders, one line each: what failed, and what is late. */
export function orderNotes(ledger: Ledger): readonly string[] {
  const troubled = ledger.orders.troubled();
  const lines = troubled.slice(0, MOST).map(orderNote);
  const more = troubled.length - lines.length;
  return more > 0 ? [...lines, `${more} more exports failed or are late: see tracker fetch status`] : lines;
}

function orderNote({ kind, scope, day, interval, state, notBefore, failures, code, reason }: Order): string {
  const days = interval === null ? day : `${interval.start} to ${interval.end}`;
  const again = state === 'wanted' && failures > 0 ? `, asked for again from ${notBefore}` : '';
  const what = state === 'failed' || failures > 0 ? 'failed' : 'is late';
  return `the ${kind} export of ${nameOf(scope)} for ${days} ${what} (${code})${again}: ${reason ?? ''}`;
}

function nameOf(scope: ExportScope): string {
  return scope.kind === 'course' ? scope.courseId : scopeText(scope);
}
