import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@learning-tracker/runtime';
import {
  createEmbeddedLog,
  createEmbeddedSchemaRegistry,
  createSerde,
  type DeadLetter,
  type EventLog,
  recordKey,
  type Serde,
  TOPICS,
  topicSpecs,
} from '@learning-tracker/streams';

export interface DeadLetterLog {
  readonly log: EventLog;
  readonly serde: Serde;
  /** The time of the records appended next. */
  setTime(at: number): void;
  /** Appends letters of the course `c`, each with a batch of its own. */
  write(...letters: readonly (Partial<DeadLetter> & { readonly id: string })[]): Promise<void>;
  /** What a topic holds: key and bytes, by partition. */
  records(topic: string): Promise<readonly { readonly key: string; readonly value: Buffer }[]>;
  close(): Promise<void>;
}

/** An embedded log with all topics in a temporary file, on a clock that is set by hand. */
export async function createDeadLetterLog(partitions = 3): Promise<DeadLetterLog> {
  const folder = mkdtempSync(join(tmpdir(), 'dead-letters-'));
  const path = join(folder, 'data.sqlite');
  let now = 1_000_000;
  const clock: Clock = { now: () => now };
  const log = createEmbeddedLog({ path, clock });
  const registry = createEmbeddedSchemaRegistry({ path });
  const serde = createSerde({ registry, clock });
  await log.ensureTopics(topicSpecs(partitions));
  await serde.register();

  return {
    log,
    serde,
    setTime: (at) => {
      now = at;
    },
    async write(...letters) {
      for (const letter of letters) {
        const whole: DeadLetter = {
          courseId: 'c',
          learnerId: null,
          code: 'bad_time',
          reason: 'No time.',
          source: letter.id,
          original: Buffer.from('original'),
          ...letter,
        };
        const key = recordKey(whole.courseId, whole.learnerId ?? undefined);
        await log.append([{ topic: TOPICS.deadLetters, key, value: serde.encode('DeadLetter', whole) }]);
      }
    },
    async records(topic) {
      const found: { key: string; value: Buffer }[] = [];
      for (const { partition, begin, end } of await log.offsets(topic)) {
        for await (const { records } of log.read({ topic, partition, from: begin, to: end })) {
          found.push(...records.map(({ key, value }) => ({ key, value: Buffer.from(value) })));
        }
      }
      return found;
    },
    async close() {
      await log.close();
      registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
