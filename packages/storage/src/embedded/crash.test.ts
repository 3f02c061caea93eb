import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { scanned, TOPIC } from '../../contract/samples.ts';
import { createEmbeddedStore } from './embedded-store.ts';

const WRITER = join(import.meta.dirname, '../../testing/crash-writer.ts');

/** Lets the writer commit until it has told of `commits`, then kills it wherever it is. */
async function killAfter(path: string, commits: number): Promise<number> {
  const writer = spawn(process.execPath, [WRITER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(writer, 'exit');
  let last = 0;
  let told = 0;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (++told === commits) writer.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return last;
}

it('a process killed in the midst of commits leaves positions, counts, metadata and parts of whole commits', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const path = join(folder, 'data.sqlite');
  try {
    for (const commits of [3, 11, 6]) {
      const told = await killAfter(path, commits);
      const store = createEmbeddedStore({ path, partitions: 1 });
      const [progress] = await store.progress();
      const position = progress?.positions[TOPIC] ?? 0;
      expect(position).toBeGreaterThanOrEqual(told);
      expect(progress?.counts[TOPIC]?.applied).toBe(position);
      const records = await scanned(store.scan(0));
      expect(records).toHaveLength(200);
      for (const { meta, parts } of records) {
        expect(parts.size).toBe(position);
        expect(meta.revision).toBe(`revision ${position}`);
      }
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
