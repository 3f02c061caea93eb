import { afterAll, beforeAll, describe } from 'vitest';
import type { EventLog } from '../src/port.ts';
import type { LogHarness } from './harness.ts';
import { groupsContract } from './log-groups.ts';
import { recordsContract } from './log-records.ts';

/**
 * What every adapter of the EventLog port must do. Uses only the port, names of its own for topics and groups,
 * and waits for conditions, so that it runs against a shared server as well as a file.
 */
export function eventLogContract(name: string, makeLog: () => Promise<LogHarness>): void {
  describe(`${name}: event log`, () => {
    const opened: EventLog[] = [];
    let harness: LogHarness | undefined;

    async function anotherClient(): Promise<EventLog> {
      if (harness === undefined) throw new Error('the log has not been made');
      const log = await harness.open();
      opened.push(log);
      return log;
    }

    function client(): EventLog {
      const [log] = opened;
      if (log === undefined) throw new Error('the log has not been opened');
      return log;
    }

    beforeAll(async () => {
      harness = await makeLog();
      await anotherClient();
    });
    afterAll(async () => {
      await Promise.all(opened.map((log) => log.close()));
      await harness?.dispose();
    });

    recordsContract(client);
    groupsContract(client, anotherClient);
  });
}
