/**
 * Takes the broker away for 15 seconds, then kills processors until so many have died:
 * `node test/faults/main.ts [--kills 1000] [--from SEED]`. Repeats one round of kills: `--seed SEED`. Prints the seed of
 * any difference from the embedded engine; exits 1 where there was one.
 */
import { parseArgs } from 'node:util';
import { startServers } from '../servers/index.ts';
import { brokerOutage } from './broker-outage.ts';
import { makeInput } from './input.ts';
import { killRound } from './kills.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});
const wanted = values.seed === undefined ? Number(values.kills) : 1;
const servers = await startServers();
const OUTAGE_MS = 15_000;
const failed: string[] = [];
let kills = 0;
let rounds = 0;
try {
  const input = await makeInput();
  const registryUrl = servers.schemaRegistryUrl;
  if (values.seed === undefined) {
    for (const end of ['halt', 'kill'] as const) {
      const what = `broker away for ${OUTAGE_MS / 1_000} s (${end})`;
      report(what, await brokerOutage({ registryUrl, input }, end, OUTAGE_MS));
    }
  }
  for (let seed = Number(values.seed ?? values.from); kills < wanted; seed += 1) {
    const brokers = servers.kafkaBrokers.split(',');
    const round = await killRound(seed, { brokers, registryUrl, input });
    rounds += 1;
    kills += round.kills.length;
    report(`seed ${seed}: ${round.kills.length} kills, ${kills} of ${wanted}`, round.difference);
    if (values.seed !== undefined) break;
  }
} finally {
  await servers.stop();
}
process.stdout.write(`${kills} kills in ${rounds} rounds; ${failed.length} differences\n`);
for (const what of failed) process.stdout.write(`DIFFERENT: ${what}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function report(what: string, difference: string | null): void {
  if (difference !== null) failed.push(`${what}: ${difference}`);
  process.stdout.write(`${what}: ${difference === null ? 'same bytes' : `DIFFERENT: ${difference}`}\n`);
}
