import type { ExportScope, UserIdHashing } from '@learning-tracker/coursera';
import type { Micros } from '@learning-tracker/metrics';
import type { CourseConfig } from '@learning-tracker/runtime';
import { dayOf, daysAfter, daysBetween, rangesOf } from './days.ts';
import { newOrder, type Order, scopeName } from './order.ts';

export interface PlanOptions {
  /** Most days of clickstream in one job. */
  readonly rangeDays: number;
}

/** What is exported together. */
interface Subject {
  readonly scope: ExportScope;
  readonly hashing: UserIdHashing;
  /** First clickstream day to fetch; null: from the day before the first look. */
  readonly from: string | null;
}

/**
 * What is still to be ordered: of each course, or partner with the courses it is configured for, the tables of today
 * and every clickstream day up to yesterday that no order covers. The order is that of the configuration, tables first.
 */
export function lackingOrders(
  courses: readonly CourseConfig[],
  orders: readonly Order[],
  now: Micros,
  { rangeDays }: PlanOptions,
): Order[] {
  const today = dayOf(now);
  const yesterday = daysAfter(today, -1);
  const known = new Set(orders.map(({ key }) => key));
  const lacking: Order[] = [];
  for (const { scope, hashing } of subjectsOf(courses, ({ userIdHashing }) => userIdHashing)) {
    const tables = newOrder({ kind: 'tables', scope, hashing, interval: null }, today, now);
    if (!known.has(tables.key)) lacking.push(tables);
  }
  // Clicks always carry the table id, whatever hashing the tables have.
  for (const { scope, hashing, from } of subjectsOf(courses, () => 'linked')) {
    const covered = new Set<string>();
    for (const { kind, scope: ordered, interval } of orders) {
      if (kind !== 'clickstream' || interval === null || scopeName(ordered) !== scopeName(scope)) continue;
      for (const day of daysBetween(interval)) covered.add(day);
    }
    const [first = yesterday] = [...covered].sort();
    const days = [...daysBetween({ start: from ?? first, end: yesterday })].filter(
      (day) => !covered.has(day),
    );
    for (const interval of rangesOf(days, rangeDays)) {
      lacking.push(newOrder({ kind: 'clickstream', scope, hashing, interval }, today, now));
    }
  }
  return lacking;
}

/** Courses of one partner are one subject, as far as their hashing is the same. */
function subjectsOf(
  courses: readonly CourseConfig[],
  hashingOf: (course: CourseConfig) => UserIdHashing,
): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const course of courses) {
    const { courseId, partnerId, backfillFrom = null } = course;
    const scope: ExportScope =
      partnerId === undefined ? { kind: 'course', courseId } : { kind: 'partner', partnerId };
    const hashing = hashingOf(course);
    const key = `${scopeName(scope)}/${hashing}`;
    const before = subjects.get(key)?.from ?? null;
    const from = before === null || (backfillFrom !== null && backfillFrom < before) ? backfillFrom : before;
    subjects.set(key, { scope, hashing, from });
  }
  return [...subjects.values()];
}

/**
 * The order to ask for next: of the scope with the fewest open jobs, so that a long back-fill of one course does not
 * keep the others waiting; then tables before clicks, then the oldest day.
 */
export function nextToAsk(orders: readonly Order[], today: string): Order | null {
  const open = new Map<string, number>();
  for (const order of orders) {
    if (!isOpen(order)) continue;
    const scope = scopeName(order.scope);
    open.set(scope, (open.get(scope) ?? 0) + 1);
  }
  const rank = (order: Order) => [
    String(open.get(scopeName(order.scope)) ?? 0).padStart(9, '0'),
    order.kind === 'tables' ? '0' : '1',
    order.interval?.start ?? order.day,
    order.key,
  ];
  let next: Order | null = null;
  for (const order of orders) {
    if (order.state !== 'wanted' || order.notBefore > today) continue;
    if (next === null || rank(order).join() < rank(next).join()) next = order;
  }
  return next;
}

/** It may have a job at the API that is being worked on. */
export function isOpen({ state }: Order): boolean {
  return state === 'asking' || state === 'requested';
}
