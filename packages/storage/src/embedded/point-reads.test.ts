import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AggregateStore, Commit } from '../port.ts';
import { createEmbeddedStore } from './embedded-store.ts';

const LEARNER = { courseId: 'c', learnerId: 'l' };

function openTwo(): [AggregateStore, AggregateStore] {
  const folder = mkdtempSync(join(tmpdir(), 'point-reads-'));
  const stores = [0, 1].map(() => createEmbeddedStore({ path: join(folder, 'data.sqlite'), partitions: 1 }));
  onTestFinished(async () => {
    await Promise.all(stores.map((store) => store.close()));
    rmSync(folder, { recursive: true });
  });
  const [one, other] = stores;
  if (one === undefined || other === undefined) throw new Error('two stores were opened');
  return [one, other];
}

function commitOf(from: number, revision: string): Commit {
  return {
    positions: { t: { from, to: from + 1 } },
    parts: [{ ...LEARNER, part: 'progress', bytes: new Uint8Array([from]) }],
    learners: [{ ...LEARNER, revision, publishedAt: from, processedAt: from }],
    courseParts: [],
    ids: [{ ...LEARNER, dashboardId: `d${from}`, version: from, deleted: false }],
    counts: {},
    complete: true,
  };
}

test.each([
  ['its own', 0],
  ['another connection’s', 1],
] as const)('a reader soon sees %s commits, although it keeps what it has read', async (_, writing) => {
  const stores = openTwo();
  const [reader] = stores;
  const writer = stores[writing];
  const claim = await writer.claim(0);
  for (const [from, revision] of ['a', 'b', 'c'].entries()) {
    expect((await reader.meta(LEARNER))?.revision ?? null).toBe(
      from === 0 ? null : ['a', 'b', 'c'][from - 1],
    );
    await writer.commit(0, claim, commitOf(from, revision));
    await vi.waitFor(async () => expect(await reader.meta(LEARNER)).toMatchObject({ revision }));
    expect(await reader.dashboardId('c', 'l')).toBe(`d${from}`);
    expect(await reader.tableId('c', `d${from}`)).toBe('l');
  }
});
