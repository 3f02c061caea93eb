export * from './again.ts';
export * from './forget.ts';
export * from './forgetting.ts';
export type { AskedLearner, Person } from './persons.ts';
export * from './receipt.ts';
