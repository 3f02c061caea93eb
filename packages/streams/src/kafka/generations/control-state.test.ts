import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ControlEntry, createControlState } from './control-state.ts';

const plan = (id: string, from: string): ControlEntry => ({
  ...{ kind: 'plan', plan: id, from, job: 'j' },
  names: { clicks: `clicks.${id}` },
});

function stateOf(entries: readonly ControlEntry[]) {
  const state = createControlState();
  for (const entry of entries) state.apply(entry);
  return state;
}

test('the copies of a plan become the log with its switch, and the old name stands for nothing any more', () => {
  const before = stateOf([plan('g1', '')]);
  expect([before.generation(), before.nameOf('clicks')]).toEqual(['', 'clicks']);
  const after = stateOf([plan('g1', ''), { kind: 'switch', plan: 'g1' }]);
  expect([after.generation(), after.nameOf('clicks'), after.topicOf('clicks.g1')]).toEqual([
    ...['g1', 'clicks.g1', 'clicks'],
  ]);
  expect(after.nameOf('other')).toBe('other');
});

test('of two copies of one generation the first that is switched to counts, and an abandoned one never', () => {
  const two = [plan('a', ''), plan('b', '')];
  const late = stateOf([...two, { kind: 'switch', plan: 'b' }, { kind: 'switch', plan: 'a' }]);
  expect(late.generation()).toBe('b');
  const given = stateOf([...two, { kind: 'abandon', plan: 'a' }, { kind: 'switch', plan: 'a' }]);
  expect(given.generation()).toBe('');
  const kept = stateOf([...two, { kind: 'switch', plan: 'a' }, { kind: 'abandon', plan: 'a' }]);
  expect(kept.generation()).toBe('a');
});

test('topics are frozen from the freeze of a plan of the present generation to its end', () => {
  const freeze = { kind: 'freeze', plan: 'a', limits: { clicks: '5' } } as const;
  const frozen = stateOf([plan('a', ''), freeze]);
  expect([frozen.isFrozen(), frozen.plans.get('a')?.limits]).toEqual([true, { clicks: '5' }]);
  for (const kind of ['switch', 'abandon'] as const)
    expect(stateOf([plan('a', ''), freeze, { kind, plan: 'a' }]).isFrozen()).toBe(false);
  const overtaken = [plan('a', ''), plan('b', ''), freeze, { kind: 'switch', plan: 'b' } as const];
  expect(stateOf(overtaken).isFrozen()).toBe(false);
});

test('whatever is said again says nothing new', () => {
  const entry: fc.Arbitrary<ControlEntry> = fc.oneof(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('', 'a', 'b'))
      .map(([id, from]) => plan(id, from)),
    fc.record({
      kind: fc.constantFrom('switch' as const, 'abandon' as const),
      plan: fc.constantFrom('a', 'b', 'c'),
    }),
    fc.constantFrom('a', 'b').map((id) => ({ kind: 'freeze' as const, plan: id, limits: {} })),
    fc.constantFrom('x', 'y').map((digest) => ({ kind: 'erasures' as const, digests: [digest] })),
  );
  const seen = (entries: readonly ControlEntry[]) => {
    const { plans, digests, generation, isFrozen, nameOf } = stateOf(entries);
    return [[...plans], [...digests].sort(), generation(), isFrozen(), nameOf('clicks')];
  };
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
      const doubled = entries.flatMap((one) => [one, one]);
      expect(seen(doubled)).toEqual(seen(entries));
    }),
  );
});
