import { beforeAll, expect, inject, test } from 'vitest';
import { brokerOutage } from './broker-outage.ts';
import { type Input, makeInput } from './input.ts';

let input: Input;
beforeAll(async () => {
  input = await makeInput();
});

/** Twice the session of the processors. */
const OUTAGE_MS = 2_000;

test.each(['halt', 'kill'] as const)(
  'a broker that goes away (%s) for longer than a session and comes back: nothing is lost or doubled',
  async (end) => {
    const options = { registryUrl: inject('schemaRegistryUrl'), input };
    expect(await brokerOutage(options, end, OUTAGE_MS)).toBeNull();
  },
  240_000,
);
