import { randomBytes } from 'node:crypto';
import { type Logger, messageOf, silentLogger, TrackerError } from '@learning-tracker/runtime';
import {
  createErasedTally,
  type ErasedRecords,
  type EraseJob,
  type LogEraser,
} from '../../erasing/log-eraser.ts';
import { type BrokerLog, createBrokerLog } from '../broker-log.ts';
import type { KafkaLogOptions } from '../options.ts';
import { createTopic } from '../topics.ts';
import { type Control, createControl } from './control.ts';
import { isOpen, type Plan } from './control-state.ts';
import { boundsOf, type CopiedPartition, copyUpTo, isCopied } from './copy-topic.ts';
import { freeze, thaw, withLimit } from './frozen-topics.ts';
import { deleteTopics, ownSettings, setSettings } from './topic-settings.ts';

/** Rewrites the log on Kafka. One at a time, or their work is done twice; who is quicker then wins. */
export interface KafkaEraser extends LogEraser {
  /** Lets topics take records again that somebody froze who has died; nothing where none did. */
  recover(): Promise<void>;
}

const ATTEMPTS = 3;
const TIMES = 'message.timestamp.type';

/**
 * Copies topics without the records to erase into new ones, while they are written and read; then has the old ones take
 * no more, copies what came meanwhile, goes over to the copies with one entry on the control topic, and deletes the old
 * ones. No acknowledged record is lost: the old topics refuse it, or it is copied.
 *
 * Who dies in between leaves a plan: the same job goes on with it, from where its copies end. A copier that was taken for
 * dead and comes back appends records that are there already, which the facts do not mind, or says a switch that no
 * longer counts.
 */
export function createKafkaEraser(options: KafkaLogOptions): KafkaEraser {
  const logger = options.logger ?? silentLogger;

  async function within<T>(work: (rewriting: Rewriting) => Promise<T>): Promise<T> {
    const log = createBrokerLog(options);
    const control = createControl(options);
    try {
      await control.refresh();
      return await work(createRewriting({ log, control, logger, options }));
    } finally {
      await Promise.all([log.close(), control.close()]);
    }
  }

  return {
    async erase(job, signal = new AbortController().signal) {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        // With connections of its own: kafkajs fails for all topics of one that knows a topic which was deleted.
        const erased = await within(async (rewriting) => {
          await rewriting.clearOthers(job);
          return rewriting.carryOut(job, signal);
        });
        if (erased !== null) return erased;
        logger.warn({ attempt }, 'the copies were not used');
      }
      throw lost();
    },
    recover: () => within(({ clearFrozen }) => clearFrozen()),
  };
}

interface Rewriting {
  /** Ends what others began and left, and deletes what is no part of the log any more. */
  clearOthers(job: EraseJob): Promise<void>;
  clearFrozen(): Promise<void>;
  /** @returns null where the copies were not, or could not be, used */
  carryOut(job: EraseJob, signal: AbortSignal): Promise<readonly ErasedRecords[] | null>;
}

function createRewriting(deps: {
  readonly log: BrokerLog;
  readonly control: Control;
  readonly logger: Logger;
  readonly options: KafkaLogOptions;
}): Rewriting {
  const { log, control, logger } = deps;
  const { state } = control;
  const { kafka } = log;
  const plans = () => [...state.plans.values()];
  const isOf = (plan: Plan, job: EraseJob) => plan.job === job.id && plan.from === state.generation();

  async function abandon(plan: Plan): Promise<void> {
    await control.say({ kind: 'abandon', plan: plan.id });
    // It was quicker, and its copies are the log.
    if (plan.state === 'switched') return;
    if (plan.from === state.generation()) await thaw(deps, plan);
    await deleteTopics(kafka, new Set(plan.names.values()));
  }

  /** What was the log once, or was to be and never will. */
  async function sweep(): Promise<void> {
    const used = new Set<string>();
    const named = new Set<string>();
    for (const { names } of plans()) {
      for (const [topic, name] of names) {
        used.add(state.nameOf(topic));
        for (const one of [topic, name]) named.add(one);
      }
    }
    for (const plan of plans().filter(isOpen)) for (const name of plan.names.values()) used.add(name);
    await deleteTopics(kafka, new Set([...named].filter((name) => !used.has(name))));
  }

  async function begin(job: EraseJob): Promise<Plan> {
    const number = plans().filter((plan) => plan.state === 'switched').length + 1;
    const id = `g${number}-${randomBytes(4).toString('hex')}`;
    const names = Object.fromEntries(job.topics.map((topic) => [topic, `${topic}.${id}`]));
    await control.say({ kind: 'plan', plan: id, from: state.generation(), job: job.id, names });
    const plan = state.plans.get(id);
    if (plan === undefined) throw new Error(`plan ${id} is not on the control topic`);
    return plan;
  }

  /** With the settings of their sources, but for the times, which are those of the records that are copied. */
  async function createCopies(job: EraseJob, plan: Plan): Promise<void> {
    const settings = await ownSettings(kafka, job.topics.map(state.nameOf));
    for (const topic of job.topics) {
      const source = state.nameOf(topic);
      const own = settings.get(source) ?? {};
      const limit =
        plan.state === 'frozen' ? (plan.limits[source] ?? null) : (own['max.message.bytes'] ?? null);
      const partitions = (await log.offsets(source)).length;
      await createTopic(
        { kafka, catalog: log.catalog, replicationFactor: deps.options.replicationFactor },
        { name: nameIn(plan, topic), partitions },
        { ...withLimit(own, limit), [TIMES]: 'CreateTime' },
      );
    }
  }

  async function partitionsOf(
    job: EraseJob,
    plan: Plan,
  ): Promise<readonly (CopiedPartition & { topic: string })[]> {
    const found = [];
    for (const topic of job.topics) {
      const place = { topic, source: state.nameOf(topic), copy: nameIn(plan, topic) };
      for (const { partition } of await log.offsets(place.source)) found.push({ ...place, partition });
    }
    return found;
  }

  async function carryOut(job: EraseJob, signal: AbortSignal): Promise<readonly ErasedRecords[] | null> {
    const plan = plans().find((one) => isOpen(one) && isOf(one, job)) ?? (await begin(job));
    const tally = createErasedTally();
    const checked = new Map<CopiedPartition, number>();
    try {
      await createCopies(job, plan);
      const partitions = await partitionsOf(job, plan);
      logger.info({ plan: plan.id }, 'copying the log without those who are forgotten');
      const bringUpToDate = async () => {
        for (const place of partitions) {
          const { end: to } = await boundsOf(log, place.source, place.partition);
          await copyUpTo(log, place, to, job.select, signal);
          const range = { from: checked.get(place) ?? 0, to };
          const count = (courseId: string) => tally.add(place.topic, [courseId]);
          if (!(await isCopied(log, place, range, job.select, count))) return false;
          checked.set(place, to);
        }
        return true;
      };
      let good = await bringUpToDate();
      if (good) await freeze(deps, plan, job.topics.map(state.nameOf));
      good &&= await bringUpToDate();
      if (!good) {
        logger.error({ plan: plan.id }, 'a copy differs from its source');
        await abandon(plan);
        return null;
      }
      await switchTo(plan, signal);
    } catch (error) {
      if (plan.state === 'frozen') await abandonQuietly(plan);
      throw error;
    }
    if (state.generation() !== plan.id) {
      await abandon(plan);
      return null;
    }
    logger.info({ generation: plan.id }, 'the copies are the log now; the old topics are deleted');
    await sweep();
    return tally.counts();
  }

  async function switchTo(plan: Plan, signal: AbortSignal): Promise<void> {
    const copies = [...plan.names.values()];
    const own = await ownSettings(kafka, copies);
    await setSettings(
      kafka,
      new Map([...own].map(([name, settings]) => [name, { ...settings, [TIMES]: 'LogAppendTime' }])),
    );
    signal.throwIfAborted();
    await control.say({ kind: 'switch', plan: plan.id });
  }

  /** Writers wait for the frozen topics: they must not do so because the copier failed. */
  async function abandonQuietly(plan: Plan): Promise<void> {
    try {
      await abandon(plan);
    } catch (error) {
      logger.error({ error: messageOf(error) }, 'the topics stay frozen; forget again to let them go on');
    }
  }

  return {
    carryOut,
    async clearOthers(job) {
      for (const plan of plans().filter((one) => isOpen(one) && !isOf(one, job))) await abandon(plan);
      await sweep();
    },
    async clearFrozen() {
      for (const plan of plans().filter((one) => one.state === 'frozen')) await abandon(plan);
    },
  };
}

function nameIn({ names, id }: Plan, topic: string): string {
  return names.get(topic) ?? `${topic}.${id}`;
}

function lost(): TrackerError {
  return new TrackerError(
    'LOG_REWRITE_FAILED',
    `the log was copied ${ATTEMPTS} times, and no copy could be used`,
    'See the log lines before this one; another program may be rewriting the log. Then run it again.',
  );
}
