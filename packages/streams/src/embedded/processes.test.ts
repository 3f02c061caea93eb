import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { observe, readAll, textOf } from '../../contract/harness.ts';
import { until } from '../../contract/until.ts';
import { createTempLogs, type TempLogs } from './test-support/temp-log.ts';

const PROGRAM = fileURLToPath(new URL('./test-support/append-process.ts', import.meta.url));
const PARTITIONS = 3;
const RECORDS = 40;

describe('a log shared with another process', () => {
  let logs: TempLogs;
  beforeEach(() => {
    logs = createTempLogs();
  });
  afterEach(() => logs.dispose());

  function startAppending(appends: number): { child: ChildProcess; announced: () => readonly string[] } {
    const child = spawn(process.execPath, [PROGRAM, logs.path, 't', `${appends}`, `${RECORDS}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    return { child, announced: () => output.split('\n').slice(0, -1) };
  }

  it('sees what the other appends', async () => {
    const log = logs.open({ pollInterval: 10 });
    await log.ensureTopics([{ name: 't', partitions: PARTITIONS }]);
    const member = await observe(log, 'g', ['t']);
    const { child } = startAppending(3);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    await until('all came', () => member.texts().length === 3 * RECORDS);
    await member.subscription.stop();
    expect(new Set(member.delivered()).size).toBe(3 * RECORDS);
  });

  it('holds whole appends only, and all announced ones, when the other is killed amid them', async () => {
    await logs.open().ensureTopics([{ name: 't', partitions: PARTITIONS }]);
    const { child, announced } = startAppending(1_000_000);
    const ended = once(child, 'exit');
    await until('some were appended', () => announced().length >= 20);
    child.kill('SIGKILL');
    await ended;

    const log = logs.open();
    const found = new Map<string, number>();
    for (const { partition, end } of await log.offsets('t')) {
      const records = await readAll(log, { topic: 't', partition });
      expect(records.map((record) => record.offset)).toEqual(Array.from({ length: end }, (_, i) => i));
      for (const text of records.map(textOf)) found.set(text, (found.get(text) ?? 0) + 1);
    }
    expect(new Set(found.values())).toEqual(new Set([RECORDS]));
    for (const append of announced()) expect(found.has(append)).toBe(true);
  });
});
