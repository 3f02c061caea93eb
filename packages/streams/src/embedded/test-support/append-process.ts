/**
 * A process that appends to a log until it is killed: `node append-process.ts FILE TOPIC APPENDS RECORDS`.
 * Every record's value is the number of its append; each append is announced by a line once it has resolved.
 */
import { systemClock } from '@learning-tracker/runtime';
import { createEmbeddedLog } from '../embedded-log.ts';

const [path = '', topic = '', appends = '', records = ''] = process.argv.slice(2);
const log = createEmbeddedLog({ path, clock: systemClock });
for (let i = 0; i < Number(appends); i += 1) {
  const value = new TextEncoder().encode(String(i));
  await log.append(Array.from({ length: Number(records) }, (_, n) => ({ topic, key: `key ${n}`, value })));
  process.stdout.write(`${i}\n`);
}
await log.close();
