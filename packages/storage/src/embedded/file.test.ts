import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANA, bytes, commitOf, DORA, stepOf } from '../../contract/samples.ts';
import { createEmbeddedStore } from './embedded-store.ts';

describe('the file of an embedded store', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'));
    path = join(folder, 'data.sqlite');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function changed(sql: string): void {
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
  }

  it('of a newer layout is refused and left as it is', async () => {
    await createEmbeddedStore({ path, partitions: 1 }).close();
    changed('UPDATE store_layout SET version = 2');
    expect(() => createEmbeddedStore({ path, partitions: 1 })).toThrow(
      expect.objectContaining({ code: 'STORE_LAYOUT_UNKNOWN' }),
    );
    changed('UPDATE store_layout SET version = 1');
    await createEmbeddedStore({ path, partitions: 1 }).close();
  });

  it('of a release that knew no settings gets the tables it lacks', async () => {
    await createEmbeddedStore({ path, partitions: 1 }).close();
    changed('DROP TABLE store_settings; DROP TABLE store_pending_settings');
    const store = createEmbeddedStore({ path, partitions: 1 });
    expect(await store.settings(ANA)).toEqual({ revision: 0, part: null, pending: [] });
    await store.close();
  });

  it('that is no database, or cannot be made, is reported with its path', () => {
    writeFileSync(
      path,
      'not a database, but a text that is long enough to have a header of its own'.repeat(20),
    );
    const failure = { code: 'STORE_STORAGE_FAILED', message: expect.stringContaining(path) };
    expect(() => createEmbeddedStore({ path, partitions: 1 })).toThrow(expect.objectContaining(failure));
    const missing = join(folder, 'no', 'such', 'folder.sqlite');
    expect(() => createEmbeddedStore({ path: missing, partitions: 1 })).toThrow(
      expect.objectContaining({ code: 'STORE_STORAGE_FAILED' }),
    );
  });

  it('may hold tables of others, in use at the same time', async () => {
    const other = new DatabaseSync(path);
    other.exec('PRAGMA journal_mode = WAL; CREATE TABLE log_batch (id INTEGER PRIMARY KEY)');
    const store = createEmbeddedStore({ path, partitions: 1 });
    const claim = await store.claim(0);
    other.exec('INSERT INTO log_batch VALUES (1)');
    expect(await store.commit(0, claim, stepOf(ANA, 'posts', bytes(1), 0))).toBe('committed');
    other.exec('INSERT INTO log_batch VALUES (2)');
    expect(other.prepare('SELECT count(*) AS n FROM log_batch').get()).toEqual({ n: 2 });
    await store.close();
    other.close();
  });

  it('keeps nothing of a commit that fails half-way, and works on', async () => {
    const store = createEmbeddedStore({ path, partitions: 2 });
    const [first, second] = [await store.claim(0), await store.claim(1)];
    await store.commit(0, first, stepOf(ANA, 'posts', bytes(1), 0));
    const dora = stepOf(DORA, 'grades', bytes(2), 0);
    const misplaced = {
      ...dora,
      parts: [...dora.parts, ...dora.parts, { ...ANA, part: 'posts', bytes: bytes(3) }],
    };
    await expect(store.commit(1, second, misplaced)).rejects.toMatchObject({
      code: 'STORE_PARTITION_UNKNOWN',
    });
    expect(await store.load(1, [{ ...DORA, part: 'grades' }])).toEqual([null]);
    expect((await store.progress())[1]).toMatchObject({ positions: {}, counts: {} });
    expect(await store.commit(1, second, dora)).toBe('committed');
    expect((await store.read(DORA))?.parts.size).toBe(1);
    await store.close();
  });

  it('gives a course another version than any before, also after an older backup came back', async () => {
    let now = 1_000_000;
    const clock = { now: () => now };
    const item = commitOf({ courseParts: [{ courseId: 'course-a', part: 'items', bytes: bytes(1) }] });
    const store = createEmbeddedStore({ path, partitions: 1, clock });
    const claim = await store.claim('content');
    await store.commit('content', claim, item);
    const backup = await store.courseVersion('course-a');
    now += 5;
    await store.commit('content', claim, item);
    const lost = await store.courseVersion('course-a');
    await store.close();
    changed(`UPDATE store_course SET version = ${backup}`);
    now += 5;
    const restored = createEmbeddedStore({ path, partitions: 1, clock });
    await restored.commit('content', await restored.claim('content'), item);
    expect(await restored.courseVersion('course-a')).toBeGreaterThan(lost ?? Number.NaN);
    await restored.close();
  });

  it('gives a course a greater version also while the clock stands still or goes back', async () => {
    let now = 1_000_000;
    const store = createEmbeddedStore({ path, partitions: 1, clock: { now: () => now } });
    const claim = await store.claim('content');
    const versions: (number | null)[] = [];
    for (const time of [1_000_000, 1_000_000, 999_000]) {
      now = time;
      const courseParts = [{ courseId: 'course-a', part: 'items', bytes: bytes(1) }];
      await store.commit('content', claim, commitOf({ courseParts }));
      versions.push(await store.courseVersion('course-a'));
    }
    expect(versions).toEqual([1_000_000, 1_000_001, 1_000_002]);
    await store.close();
  });

  it('reports a row that something else wrote', async () => {
    const store = createEmbeddedStore({ path, partitions: 1 });
    await store.commit(0, await store.claim(0), stepOf(ANA, 'posts', bytes(1), 0));
    changed(`
      ALTER TABLE store_learner_meta RENAME TO aside;
      CREATE VIEW store_learner_meta AS SELECT learner, 7 AS revision, published_at, processed_at, change FROM aside;
    `);
    await expect((async () => store.meta(ANA))()).rejects.toMatchObject({ code: 'STORE_STORAGE_FAILED' });
    await store.close();
  });
});
