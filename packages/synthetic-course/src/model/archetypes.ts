/** Ways of studying that recur in studies of open courses. */
export type Archetype =
  | 'steady'
  | 'weekend'
  | 'crammer'
  | 'dropper'
  | 'binge'
  | 'auditor'
  | 'forum-active'
  | 'ghost';

export interface Habit {
  /** Chance to study on a day of the session's week: 0 = the day the week begins, 6 = the last before its deadline. */
  readonly rhythm: (dayOfWeek: number, weekend: boolean, week: number, dropWeek: number) => number;
  /** Minutes of a visit, on average. */
  readonly minutes: number;
  /** Weeks that the learner works ahead of the current one. */
  readonly ahead: number;
  /** Share of the items of a kind that the learner does at all. */
  readonly interest: { readonly watching: number; readonly reading: number; readonly doing: number };
  /** Chance that a step within a visit is a look back at something completed, or a look into the forum. */
  readonly revision: number;
  readonly forum: number;
  /** Of looks into the forum, how many end in a post. */
  readonly posting: number;
}

const KEEN = { watching: 0.97, reading: 0.92, doing: 0.94 };

export const HABITS: Readonly<Record<Archetype, Habit>> = {
  steady: {
    rhythm: (_day, weekend) => (weekend ? 0.17 : 0.33),
    minutes: 42,
    ahead: 0,
    interest: KEEN,
    revision: 0.13,
    forum: 0.05,
    posting: 0.3,
  },
  weekend: {
    rhythm: (_day, weekend) => (weekend ? 0.6 : 0.03),
    minutes: 68,
    ahead: 0,
    interest: { watching: 0.95, reading: 0.85, doing: 0.9 },
    revision: 0.1,
    forum: 0.04,
    posting: 0.3,
  },
  crammer: {
    rhythm: (day) => (day === 6 ? 0.72 : day === 5 ? 0.25 : 0.03),
    minutes: 80,
    ahead: 0,
    interest: { watching: 0.75, reading: 0.5, doing: 0.95 },
    revision: 0.06,
    forum: 0.02,
    posting: 0.4,
  },
  dropper: {
    rhythm: (_day, weekend, week, dropWeek) => (week >= dropWeek ? 0.004 : weekend ? 0.12 : 0.25),
    minutes: 34,
    ahead: 0,
    interest: { watching: 0.9, reading: 0.7, doing: 0.7 },
    revision: 0.06,
    forum: 0.03,
    posting: 0.2,
  },
  binge: {
    rhythm: (_day, _weekend, week) => (week < 1 ? 0.72 : week < 2 ? 0.4 : 0.03),
    minutes: 95,
    ahead: 60,
    interest: { watching: 0.97, reading: 0.8, doing: 0.85 },
    revision: 0.05,
    forum: 0.02,
    posting: 0.2,
  },
  auditor: {
    rhythm: (_day, weekend) => (weekend ? 0.2 : 0.13),
    minutes: 36,
    ahead: 1,
    interest: { watching: 0.96, reading: 0.35, doing: 0.03 },
    revision: 0.12,
    forum: 0.04,
    posting: 0.04,
  },
  'forum-active': {
    rhythm: (_day, weekend) => (weekend ? 0.3 : 0.5),
    minutes: 40,
    ahead: 1,
    interest: KEEN,
    revision: 0.12,
    forum: 0.24,
    posting: 0.65,
  },
  ghost: {
    rhythm: () => 0,
    minutes: 3,
    ahead: 0,
    interest: { watching: 0, reading: 0, doing: 0 },
    revision: 0,
    forum: 0,
    posting: 0,
  },
};

/** A cohort is dealt from this deck again and again, so that small ones are mixed too. */
export const DECK: readonly Archetype[] = [
  'steady',
  'forum-active',
  'dropper',
  'crammer',
  'weekend',
  'auditor',
  'dropper',
  'steady',
  'ghost',
  'crammer',
  'dropper',
  'binge',
  'steady',
  'weekend',
  'dropper',
  'auditor',
  'steady',
  'dropper',
  'crammer',
  'ghost',
  'dropper',
  'steady',
  'weekend',
];
