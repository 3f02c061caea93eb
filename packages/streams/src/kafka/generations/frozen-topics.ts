import { TrackerError } from '@learning-tracker/runtime';
import type { BrokerLog } from '../broker-log.ts';
import type { Control } from './control.ts';
import type { Plan } from './control-state.ts';
import { ownSettings, setSettings, type TopicSettings } from './topic-settings.ts';

const LIMIT = 'max.message.bytes';
const EMPTY = new Uint8Array(0);

export interface FreezeDeps {
  readonly log: BrokerLog;
  readonly control: Control;
}

/**
 * Makes topics take no record more, whoever writes: no batch is as small as they then allow. When it resolves, every
 * leader has refused one, so what they hold is all they will ever hold.
 */
export async function freeze(
  { log, control }: FreezeDeps,
  plan: Plan,
  names: readonly string[],
): Promise<void> {
  const own = await ownSettings(log.kafka, names);
  if (plan.state === 'copying') {
    const limits = Object.fromEntries([...own].map(([name, settings]) => [name, settings[LIMIT] ?? null]));
    // Said before it is done: whoever finds the topics frozen knows why, and what they allowed.
    await control.say({ kind: 'freeze', plan: plan.id, limits });
  }
  const closed = [...own].map(([name, settings]) => [name, { ...settings, [LIMIT]: '0' }] as const);
  await setSettings(log.kafka, new Map(closed));
  for (const topic of names) {
    for (const { partition } of await log.offsets(topic)) {
      while (await takes(log, topic, partition));
    }
  }
}

/** Whether a partition takes a record. It is one without key and value, as erased ones are, and so tells nothing. */
async function takes(log: BrokerLog, topic: string, partition: number): Promise<boolean> {
  try {
    await log.append([{ topic, partition, key: '', value: EMPTY }]);
    return true;
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'LOG_RECORD_TOO_LARGE') return false;
    throw error;
  }
}

/** Lets the topics of a plan take records again; once it is abandoned, so that nobody goes over to its copies. */
export async function thaw({ log }: Pick<FreezeDeps, 'log'>, { limits }: Plan): Promise<void> {
  const own = await ownSettings(log.kafka, Object.keys(limits));
  await setSettings(
    log.kafka,
    new Map([...own].map(([name, settings]) => [name, withLimit(settings, limits[name] ?? null)])),
  );
}

/** @param limit null: the brokers' default */
export function withLimit(settings: TopicSettings, limit: string | null): TopicSettings {
  const { [LIMIT]: _, ...rest } = settings;
  return limit === null ? rest : { ...rest, [LIMIT]: limit };
}
