/** The first n times there is an occasion, or each time with a chance of 0 to 1. */
export type HowOften = { readonly times: number } | { readonly chance: number };

/** What can go wrong on demand; each at its own occasions. */
export interface FaultRules {
  /** A request is answered with 429, and nothing is done. */
  readonly 'too-many-requests'?: HowOften;
  /** A request is answered with 500, and nothing is done. */
  readonly 'server-error'?: HowOften;
  /** A job is made, and the request answered with 500. */
  readonly 'lost-answer'?: HowOften;
  /** A request is answered with 403. */
  readonly forbidden?: HowOften;
  /** A request is answered with 401, as if its token had expired. */
  readonly unauthorized?: HowOften;
  /** A job takes ten times as long. */
  readonly slow?: HowOften;
  /** A job stays IN_PROGRESS for ever. */
  readonly 'never-ready'?: HowOften;
  /** A job ends as TERMINATED. */
  readonly terminated?: HowOften;
  /** A job ends in a status that nobody knows. */
  readonly 'unknown-status'?: HowOften;
  /** A link is given out that has expired already. */
  readonly 'expired-link'?: HowOften;
  /** A download breaks off in the middle. */
  readonly cut?: HowOften;
  /** A table zip is given out with other headings: see `headings`. */
  readonly 'changed-headings'?: HowOften;
  /** A clickstream file has only its first half until half a day later, or until a second job covers its day. */
  readonly 'short-first'?: HowOften;
  /** Old name of a column to new one, for `changed-headings`. */
  readonly headings?: Readonly<Record<string, string>>;
}

export const FAULT_NAMES = [
  'too-many-requests',
  'server-error',
  'lost-answer',
  'forbidden',
  'unauthorized',
  'slow',
  'never-ready',
  'terminated',
  'unknown-status',
  'expired-link',
  'cut',
  'changed-headings',
  'short-first',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

export interface Faults {
  /** Whether the fault happens at this occasion. */
  strikes(name: FaultName): boolean;
  readonly headings: Readonly<Record<string, string>>;
}

const DEFAULT_HEADINGS = { discussion_question_created_ts: 'discussion_question_made_at' };

export function createFaults(rules: FaultRules, random: () => number): Faults {
  const left = new Map<FaultName, number>();
  return {
    headings: rules.headings ?? DEFAULT_HEADINGS,
    strikes(name) {
      const rule = rules[name];
      if (rule === undefined) return false;
      if ('chance' in rule) return random() < rule.chance;
      const times = left.get(name) ?? rule.times;
      if (times > 0) left.set(name, times - 1);
      return times > 0;
    },
  };
}
