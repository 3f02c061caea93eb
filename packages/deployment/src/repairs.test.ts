import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@learning-tracker/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Deployment } from './deployment.ts';
import { REWRITE_LEASE } from './one-at-a-time.ts';
import { openEmbedded } from './open-embedded.ts';
import { createRepairs } from './repairs.ts';

let folder: string;
let deployment: Deployment;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'repairs-'));
  deployment = await openEmbedded(join(folder, 'data.sqlite'), { clock: systemClock });
});
afterEach(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const learner = (id: string) => ({ courseId: 'c', learnerId: id });

function repairs(held: { frozen: boolean }) {
  const { store } = deployment;
  const recovered: string[] = [];
  const beat = createRepairs({
    store,
    erasures: { isErased: ({ learnerId }) => learnerId === 'ann' },
    isFrozen: () => held.frozen,
    eraser: {
      recover: async () => {
        recovered.push('thawed');
        held.frozen = false;
      },
    },
    logger: silentLogger,
  });
  return { beat, recovered };
}

test('whom an older copy of the store holds again is erased once the loss is noticed, and nobody else', async () => {
  const { store } = deployment;
  const claim = await store.claim(0);
  const meta = { revision: 'r', publishedAt: 1, processedAt: 1 };
  const ids = ['ann', 'bob'];
  await store.commit(0, claim, {
    ...{ positions: {}, courseParts: [], ids: [], counts: {}, complete: true },
    parts: ids.map((id) => ({ ...learner(id), part: 'grades', bytes: Buffer.from([1]) })),
    learners: ids.map((id) => ({ ...learner(id), ...meta })),
  });
  const { beat } = repairs({ frozen: false });
  await beat(0);
  expect(await store.read(learner('ann'))).not.toBeNull();
  await beat(1);
  expect([await store.read(learner('ann')), (await store.read(learner('bob')))?.meta]).toEqual([null, meta]);
});

test('topics that stay frozen are let go on, unless somebody is still at it', async () => {
  const { leases } = deployment.store;
  const held = { frozen: true };
  const { beat, recovered } = repairs(held);
  expect(await leases.acquire(REWRITE_LEASE, 'somebody', 60_000)).toBe(true);
  for (let beats = 0; beats < 5; beats += 1) await beat(0);
  expect(recovered).toEqual([]);
  await leases.release(REWRITE_LEASE, 'somebody');
  await beat(0);
  expect(recovered).toEqual(['thawed']);
  held.frozen = true;
  await beat(0);
  await beat(0);
  expect(recovered).toHaveLength(1);
  expect(await leases.acquire(REWRITE_LEASE, 'somebody', 60_000)).toBe(true);
});
