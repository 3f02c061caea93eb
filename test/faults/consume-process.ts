/**
 * A member of a group that can be killed: `node consume-process.ts BROKERS GROUP TOPIC`. Says how many partitions it
 * has, and each value it gets; resolves nothing.
 */
import { createKafkaLog } from '@learning-tracker/streams';

const [brokers = '', group = '', topic = ''] = process.argv.slice(2);
const log = createKafkaLog({ brokers: brokers.split(','), clientId: 'victim', sessionTimeout: 1_000 });
await log.subscribe({
  group,
  topics: [topic],
  onAssignment: (assigned) => process.stdout.write(`assigned ${assigned.length}\n`),
  onFailure: (error) => {
    throw error;
  },
  onBatch: async ({ records }) => {
    for (const { value } of records) process.stdout.write(`got ${Buffer.from(value)}\n`);
    await new Promise(() => {});
  },
});
