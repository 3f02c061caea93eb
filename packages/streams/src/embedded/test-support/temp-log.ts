import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@learning-tracker/runtime';
import type { EventLog } from '../../port.ts';
import { createEmbeddedLog, type EmbeddedLogOptions } from '../embedded-log.ts';

/** Logs in one temporary file, closed and removed by `dispose`. */
export interface TempLogs {
  readonly path: string;
  open(options?: Partial<EmbeddedLogOptions>): EventLog;
  dispose(): Promise<void>;
}

export function createTempLogs(): TempLogs {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const path = join(folder, 'data.db');
  const opened: EventLog[] = [];
  return {
    path,
    open: (options = {}) => {
      const log = createEmbeddedLog({ path, clock: systemClock, ...options });
      opened.push(log);
      return log;
    },
    dispose: async () => {
      await Promise.all(opened.map((log) => log.close()));
      rmSync(folder, { recursive: true });
    },
  };
}
