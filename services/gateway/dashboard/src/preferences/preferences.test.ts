import { expect, test } from 'vitest';
import { dropDraft, keepDraft, readDraft } from './draft.ts';
import { createKeeper, type Keeper } from './keeper.ts';
import { createPreferences } from './preferences.ts';

function memory(): Keeper & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => {
      if (value === null) kept.delete(key);
      else kept.set(key, value);
    },
  };
}

test('the first language of the browser that there is; nothing is kept before somebody chooses', () => {
  const keeper = memory();
  const { language, theme } = createPreferences(keeper, ['fr-FR', 'nl-BE', 'en-US']);
  expect([language.value, theme.value]).toEqual(['nl', 'system']);
  expect([...keeper.kept]).toEqual([]);
  expect(createPreferences(memory(), ['fr']).language.value).toBe('en');
});

test('what was chosen is there again, also what the browser would have given', () => {
  const keeper = memory();
  const first = createPreferences(keeper, ['en']);
  first.language.value = 'nl';
  first.theme.value = 'dark';
  const second = createPreferences(keeper, ['en']);
  expect([second.language.value, second.theme.value]).toEqual(['nl', 'dark']);
  second.language.value = 'en';
  second.theme.value = 'system';
  const third = createPreferences(keeper, ['nl']);
  expect([third.language.value, third.theme.value]).toEqual(['en', 'system']);
});

test('what is kept and means nothing is passed over', () => {
  const keeper = memory();
  keeper.set('language', 'xx');
  keeper.set('theme', 'pink');
  const { language, theme } = createPreferences(keeper, ['en']);
  expect([language.value, theme.value]).toEqual(['en', 'system']);
});

test('a browser that forbids storage loses the choice and nothing else', () => {
  const keeper = createKeeper(() => {
    throw new Error('forbidden');
  });
  keeper.set('language', 'nl');
  expect(keeper.get('language')).toBeNull();
});

test('a draft is read back; answers that do not fit are open again', () => {
  const keeper = memory();
  const range = { min: 1, max: 7 };
  keepDraft(keeper, [1, null, 7]);
  expect(readDraft(keeper, 3, range)).toEqual([1, null, 7]);
  expect(readDraft(keeper, 4, range)).toEqual([1, null, 7, null]);
  for (const text of ['[0, 8, "3"]', '[1.5]', '{}', 'broken', '']) {
    keeper.set('questionnaire', text);
    expect(readDraft(keeper, 2, range)).toEqual([null, null]);
  }
  dropDraft(keeper);
  expect([...keeper.kept]).toEqual([]);
});
