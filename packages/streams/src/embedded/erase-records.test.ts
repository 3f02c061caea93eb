import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@learning-tracker/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll } from '../../contract/harness.ts';
import { isErasedRecord } from '../port.ts';
import { createEmbeddedLog } from './embedded-log.ts';
import { openRecordEraser } from './erase-records.ts';

const PLACE = { topic: 't', partition: 0 };

describe('erasing records of the embedded log', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'erase-'));
    path = join(folder, 'log.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function filled() {
    const log = createEmbeddedLog({ path, clock: systemClock });
    await log.ensureTopics([{ name: 't', partitions: 1 }]);
    for (let round = 0; round < 3; round += 1) {
      await log.append(
        ['ann', 'bob', 'annabel'].map((id) => ({
          ...PLACE,
          key: `c/${id}`,
          value: Buffer.from(`${id}${round}`),
        })),
      );
    }
    return log;
  }

  function inFiles(text: string): boolean {
    return [path, `${path}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(text));
  }

  const eraseBob = async (eraser: ReturnType<typeof openRecordEraser>) =>
    eraser.erase({
      ...{ id: 'bob', topics: ['t'], ids: ['bob'] },
      select: async (records) =>
        new Map(records.filter(({ key }) => key === 'c/bob').map(({ offset }) => [offset, 'c'])),
    });

  it('empties what was picked, and keeps every offset and everybody else', async () => {
    const log = await filled();
    const before = await readAll(log, PLACE);
    const eraser = openRecordEraser(path);
    expect(await eraseBob(eraser)).toEqual([{ topic: 't', courseId: 'c', count: 3 }]);
    const after = await readAll(log, PLACE);
    expect(after.map(({ offset }) => offset)).toEqual(before.map(({ offset }) => offset));
    expect(after.filter(isErasedRecord).map(({ offset }) => offset)).toEqual([1, 4, 7]);
    const rest = (records: typeof after) => records.filter(({ offset }) => offset % 3 !== 1);
    expect(rest(after)).toEqual(rest(before));
    expect(await eraseBob(eraser)).toEqual([]);
    eraser.close();
    await log.close();
  });

  it('leaves no byte of it in the file or its write-ahead log, while the log stays open', async () => {
    const log = await filled();
    expect(inFiles('bob')).toBe(true);
    const eraser = openRecordEraser(path);
    await eraseBob(eraser);
    expect(eraser.reclaim()).toBe(true);
    expect(inFiles('bob')).toBe(false);
    expect(inFiles('annabel')).toBe(true);
    eraser.close();
    await log.append([{ ...PLACE, key: 'c/dan', value: Buffer.from('dan') }]);
    expect(await readAll(log, PLACE)).toHaveLength(10);
    await log.close();
  });
});
