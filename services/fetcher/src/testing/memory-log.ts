import type { EventName, Events, ProducedRecord, Serde } from '@learning-tracker/streams';

/** A record as JSON; bytes as hex, so that records can be compared. */
export interface Published {
  readonly topic: string;
  readonly key: string;
  readonly partition: number | null;
  readonly event: EventName;
  readonly value: Record<string, unknown>;
}

export function createMemoryLog() {
  const records: ProducedRecord[] = [];
  return {
    append(batch: readonly ProducedRecord[]): Promise<void> {
      records.push(...batch);
      return Promise.resolve();
    },
    published(): Published[] {
      return records.map(({ topic, key, partition, value }) => ({
        topic,
        key,
        partition: partition ?? null,
        ...decode(value),
      }));
    },
    /** What was published, without regard to order and repetition. */
    facts(): string[] {
      return [...new Set(this.published().map((record) => JSON.stringify(record)))].sort();
    },
    size: () => records.length,
  };
}

export const jsonSerde: Pick<Serde, 'encode'> = {
  encode<N extends EventName>(event: N, value: Events[N]) {
    const text = JSON.stringify({ event, value }, (_key, field: unknown) => {
      if (field instanceof Uint8Array) return Buffer.from(field).toString('hex');
      return isJsonBuffer(field) ? Buffer.from(field.data).toString('hex') : field;
    });
    return Buffer.from(text);
  },
};

/** What JSON.stringify makes of a Buffer before a replacer sees it. */
function isJsonBuffer(field: unknown): field is { readonly data: number[] } {
  return (
    typeof field === 'object' &&
    field !== null &&
    'type' in field &&
    field.type === 'Buffer' &&
    'data' in field
  );
}

function decode(value: Uint8Array): Pick<Published, 'event' | 'value'> {
  return JSON.parse(Buffer.from(value).toString());
}
