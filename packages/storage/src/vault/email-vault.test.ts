import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@learning-tracker/runtime';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANA, BEN, BEN_ELSEWHERE } from '../../contract/samples.ts';
import { createEmbeddedSealedRows } from '../embedded/sealed-rows.ts';
import { openEmailVault } from './email-vault.ts';
import type { SealedRows } from './port.ts';
import { createSeal } from './seal.ts';

const KEY = 'a key of the tests, 32 characters.';
const OTHER_KEY = 'another key of the tests, as long.';
const ADDRESS = 'ana@example.org';

let folder: string;
let path: string;
let rows: SealedRows;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vault-'));
  path = join(folder, 'data.sqlite');
  rows = createEmbeddedSealedRows({ path });
});
afterEach(async () => {
  await rows.close();
  rmSync(folder, { recursive: true });
});

function vault(key: string | undefined, logger: Logger = silentLogger) {
  return openEmailVault({ rows, key, logger });
}

test('an address comes back under the same key, and stands in no byte of the file', async () => {
  await (await vault(KEY)).put(ANA, ADDRESS, 1);
  expect(await (await vault(KEY)).read(ANA)).toBe(ADDRESS);
  expect(await (await vault(KEY)).read(BEN)).toBeNull();
  for (const file of [path, `${path}-wal`]) expect(readFileSync(file).includes(ADDRESS)).toBe(false);
});

test('whatever the text, it comes back, and no two seals of it are alike', () => {
  const seal = createSeal(KEY);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const [first, second] = [seal.seal(text, ANA), seal.seal(text, ANA)];
      expect(seal.open(first, ANA)).toBe(text);
      expect(first).not.toEqual(second);
    }),
  );
});

test('any changed or missing byte is found out', () => {
  const seal = createSeal(KEY);
  const sealed = seal.seal(ADDRESS, ANA);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => seal.open(changed, ANA)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^VAULT_(ROW_CORRUPT|KEY_CHANGED)$/) }),
    );
    expect(() => seal.open(sealed.subarray(0, at), ANA)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^VAULT_/) }),
    );
  }
});

test("an address moved to another learner's row does not open", async () => {
  const own = await vault(KEY);
  await own.put(ANA, ADDRESS, 1);
  const moved = await rows.read(ANA);
  for (const learner of [BEN, BEN_ELSEWHERE]) {
    await rows.write(learner, 1, moved);
    await expect(own.read(learner)).rejects.toMatchObject({ code: 'VAULT_ROW_CORRUPT' });
  }
});

test('another key is refused at the start, and says which key it was', async () => {
  await (await vault(KEY)).put(ANA, ADDRESS, 1);
  await expect(vault(OTHER_KEY)).rejects.toMatchObject({
    code: 'VAULT_KEY_CHANGED',
    message: expect.stringContaining(createSeal(KEY).keyId),
  });
  expect(() => createSeal(OTHER_KEY).open(createSeal(KEY).seal(ADDRESS, ANA), ANA)).toThrow(
    expect.objectContaining({ code: 'VAULT_KEY_CHANGED' }),
  );
  expect(await (await vault(KEY)).read(ANA)).toBe(ADDRESS);
});

test('without a key nothing is kept, which is warned about; what is held may go but not be read', async () => {
  await (await vault(KEY)).put(ANA, ADDRESS, 1);
  const warnings: string[] = [];
  const keyless = await vault(undefined, {
    ...silentLogger,
    warn: (_, message) => void warnings.push(message),
  });
  expect(warnings).toEqual([expect.stringContaining('GATEWAY_VAULT_KEY')]);
  await keyless.put(BEN, ADDRESS, 1);
  expect(await keyless.read(BEN)).toBeNull();
  await expect(keyless.read(ANA)).rejects.toMatchObject({ code: 'VAULT_KEY_MISSING' });
  await keyless.delete(ANA, 2);
  expect(await keyless.read(ANA)).toBeNull();
});
