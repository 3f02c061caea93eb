import { z } from 'zod';

/** The name of a topic by the name that the brokers have for it. */
const names = z.record(z.string(), z.string());

/**
 * What is said on the control topic, in the order that decides. `plan`: topics are being copied, for a job and from a
 * generation. `freeze`: those copied from take no more records, and had these limits before. `switch`: the copies are
 * the log from here on. `abandon`: they will never be.
 */
export const controlEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan'), plan: z.string(), from: z.string(), job: z.string(), names }),
  z.object({
    kind: z.literal('freeze'),
    plan: z.string(),
    limits: z.record(z.string(), z.string().nullable()),
  }),
  z.object({ kind: z.literal('switch'), plan: z.string() }),
  z.object({ kind: z.literal('abandon'), plan: z.string() }),
  z.object({ kind: z.literal('erasures'), digests: z.array(z.string()) }),
  z.object({ kind: z.literal('receipt'), id: z.string(), json: z.string() }),
]);

export type ControlEntry = z.output<typeof controlEntry>;

export interface Plan {
  readonly id: string;
  /** The generation that is copied. */
  readonly from: string;
  readonly job: string;
  /** Of the copies. */
  readonly names: ReadonlyMap<string, string>;
  state: 'copying' | 'frozen' | 'switched' | 'abandoned';
  /** `max.message.bytes` of the topics that were frozen, by the brokers' name; null: the brokers' default. */
  limits: Readonly<Record<string, string | null>>;
}

/** What the entries of the control topic come to. Every process reads the same entries and so decides alike. */
export interface ControlState {
  /** Id of the plan whose copies are the log; empty before the first. */
  readonly generation: () => string;
  /** The brokers' name of a topic in the present generation. */
  readonly nameOf: (topic: string) => string;
  /** The topic that a name of the brokers stands for in the present generation. */
  readonly topicOf: (name: string) => string;
  readonly plans: ReadonlyMap<string, Plan>;
  /** The topics of the present generation take no records. */
  readonly isFrozen: () => boolean;
  readonly digests: ReadonlySet<string>;
  readonly receipts: ReadonlyMap<string, string>;
  apply(entry: ControlEntry): void;
}

export function createControlState(): ControlState {
  let generation = '';
  let present: ReadonlyMap<string, string> = new Map();
  let topics: ReadonlyMap<string, string> = new Map();
  const plans = new Map<string, Plan>();
  const digests = new Set<string>();
  const receipts = new Map<string, string>();

  /** Of two that copied the same generation the first counts: the other copied what is the log no more. */
  function switchTo(plan: Plan): void {
    if (plan.from !== generation || !isOpen(plan)) return;
    plan.state = 'switched';
    generation = plan.id;
    present = new Map([...present, ...plan.names]);
    topics = new Map([...present].map(([topic, name]) => [name, topic]));
  }

  return {
    generation: () => generation,
    nameOf: (topic) => present.get(topic) ?? topic,
    topicOf: (name) => topics.get(name) ?? name,
    plans,
    isFrozen: () => [...plans.values()].some(({ state, from }) => state === 'frozen' && from === generation),
    digests,
    receipts,
    apply(entry) {
      if (entry.kind === 'erasures') {
        for (const digest of entry.digests) digests.add(digest);
        return;
      }
      if (entry.kind === 'receipt') {
        receipts.set(entry.id, entry.json);
        return;
      }
      const plan = plans.get(entry.plan);
      switch (entry.kind) {
        case 'plan':
          if (plan === undefined) plans.set(entry.plan, planOf(entry));
          return;
        case 'freeze':
          if (plan?.state !== 'copying') return;
          plan.state = 'frozen';
          plan.limits = entry.limits;
          return;
        case 'switch':
          if (plan !== undefined) switchTo(plan);
          return;
        case 'abandon':
          if (plan !== undefined && isOpen(plan)) plan.state = 'abandoned';
      }
    },
  };
}

export function isOpen({ state }: Plan): boolean {
  return state === 'copying' || state === 'frozen';
}

function planOf(entry: Extract<ControlEntry, { kind: 'plan' }>): Plan {
  return {
    id: entry.plan,
    from: entry.from,
    job: entry.job,
    names: new Map(Object.entries(entry.names)),
    state: 'copying',
    limits: {},
  };
}
