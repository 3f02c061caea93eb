import { beforeAll, expect, inject, test } from 'vitest';
import { type Input, makeInput } from './input.ts';
import { killRound, type Round } from './kills.ts';

const KILLS = 50;

let input: Input;
beforeAll(async () => {
  input = await makeInput();
});

test(`${KILLS} kills at seeded points end in the same bytes (a seed again: npm run faults -- --seed N)`, async () => {
  const brokers = inject('kafkaBrokers').split(',');
  const rounds: Round[] = [];
  for (let kills = 0; kills < KILLS; ) {
    const round = await killRound(rounds.length + 1, {
      brokers,
      registryUrl: inject('schemaRegistryUrl'),
      input,
    });
    rounds.push(round);
    kills += round.kills.length;
    expect(round).toMatchObject({ seed: round.seed, difference: null });
  }
}, 900_000);
