import type { AggregateStore } from '@learning-tracker/storage';

/** The reading half of the store, as far as the gateway needs it. */
export type GatewayStore = Pick<
  AggregateStore,
  | 'partitions'
  | 'meta'
  | 'read'
  | 'courses'
  | 'courseVersion'
  | 'readCourse'
  | 'tableId'
  | 'dashboardId'
  | 'progress'
  | 'scan'
  | 'changes'
  | 'history'
  | 'cohort'
  | 'leases'
>;
