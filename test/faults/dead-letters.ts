import { type EventLog, partitionOf, type Serde, TOPICS } from '@learning-tracker/streams';
import { CONSUMED, PARTITIONS } from './input.ts';
import type { Poison } from './poison.ts';

/**
 * The first way in which the dead letters are not what the poison on the log calls for: each such record has a letter
 * with its reason and its bytes, and no other record has one. Null where all is right. A letter may be there twice.
 */
export async function firstWrongLetter(
  log: EventLog,
  serde: Serde,
  poison: readonly Poison[],
): Promise<string | null> {
  const codes = new Map(
    poison.map(({ code, record }) => [contentOf({ ...record, partition: homeOf(record) }), code]),
  );
  const wanted = new Map<string, string>();
  for (const topic of CONSUMED) {
    for await (const record of everything(log, topic)) {
      const code = codes.get(contentOf(record));
      const { partition, offset, value } = record;
      if (code !== undefined) wanted.set(`${topic}/${partition}/${offset}`, letterText(code, value));
    }
  }
  const found = new Map<string, string>();
  for await (const { value } of everything(log, TOPICS.deadLetters)) {
    await serde.prepare([{ value }]);
    const { name, value: letter } = serde.decode(value);
    if (name !== 'DeadLetter') return `${name} stands among the dead letters`;
    if (letter.reason === '') return `${letter.id} says no reason`;
    const text = letterText(letter.code, letter.original);
    if (found.get(letter.id) !== undefined && found.get(letter.id) !== text)
      return `${letter.id} has two letters`;
    found.set(letter.id, text);
  }
  for (const place of [...new Set([...wanted.keys(), ...found.keys()])].sort()) {
    const [is, should] = [found.get(place) ?? 'no letter', wanted.get(place) ?? 'no letter'];
    if (is !== should) return `${place}: ${is} instead of ${should}`;
  }
  return null;
}

async function* everything(log: EventLog, topic: string) {
  for (const { partition, begin, end } of await log.offsets(topic)) {
    for await (const { records } of log.read({ topic, partition, from: begin, to: end })) {
      for (const record of records) yield { topic, partition, ...record };
    }
  }
}

interface Placed {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly value: Uint8Array;
}

/** A record in the wrong partition differs from a good one in nothing but its place. */
function contentOf({ topic, partition, key, value }: Placed): string {
  return JSON.stringify([topic, partition, key, Buffer.from(value).toString('base64')]);
}

function homeOf({ topic, key, partition }: Poison['record']): number {
  return partition ?? (topic === TOPICS.courseContent ? 0 : partitionOf(key, PARTITIONS));
}

function letterText(code: string, original: Uint8Array): string {
  return `${code} ${Buffer.from(original).toString('base64')}`;
}
