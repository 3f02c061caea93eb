import { describeEnvironment, type EnvironmentFragment } from '@learning-tracker/runtime';
import { fetcherService } from '../services/fetcher/src/service.ts';
import { gatewayService } from '../services/gateway/src/service.ts';
import { metricProcessorService } from '../services/metric-processor/src/service.ts';
import { weeklyRolloverService } from '../services/weekly-rollover/src/service.ts';

interface Described {
  readonly name: string;
  readonly purpose: string;
  readonly environment: EnvironmentFragment;
}

const SERVICES: readonly Described[] = [
  fetcherService,
  metricProcessorService,
  weeklyRolloverService,
  gatewayService,
];

const INTRODUCTION = `# Services

Each service runs alone, in any number, on Kafka, a schema registry (Confluent's API) and Redis: \`npx fetcher\`,
\`npx metric-processor\`, \`npx weekly-rollover\`, \`npx gateway\`. They are configured by environment variables alone;
\`--help\` prints those of a service. All of them are read once at the start; each one that is missing or cannot be used has a
line of its own on standard error.

- **Secrets**: a variable listed as \`NAME, NAME_FILE\` may instead be a file, named by \`NAME_FILE\`. Secrets are never logged.
- **Start**: topics, schemas and keys are made where they are missing, and checked where they are there. What is away is
  waited for with growing pauses; \`/readyz\` and the log say what. What no waiting cures ends the start with its reason.
- **End**: SIGTERM ends a service within 10 seconds, also under load and while its servers are away; nothing is lost.
- **Exit codes**: 0 stopped by a signal, 1 a failure that no waiting cures or a broken invariant, 2 an environment or command
  line that cannot be used.
- **Health**: \`/healthz\` (the process is up), \`/readyz\` (503 with reasons while it cannot do its work; notes for a person),
  \`/metrics\` ([telemetry](telemetry.md)), on OPERATIONS_HOST and OPERATIONS_PORT, of the gateway on its own port.
- **In any number**: processors and rollovers share partitions by their consumer groups, \`STORE_DEPLOYMENT.metric-processor\`
  and \`STORE_DEPLOYMENT.weekly-rollover\`; gateways keep nothing; of fetchers one works, by a lease in the store, and another
  goes on within 15 seconds of its death. Fetchers must share one ledger file: it holds what was published last, which the next
  snapshot is compared with.

Made by \`node scripts/generate-docs.ts\` from the variables that the services read.
`;

/** Markdown page of all variables: those of every service first, then each service's own. */
export function servicesPage(): string {
  const [first, ...rest] = SERVICES.map(({ environment }) => Object.values(environment));
  const shared = new Set(
    (first ?? [])
      .map(({ name }) => name)
      .filter((name) => rest.every((variables) => variables.some((one) => one.name === name))),
  );
  const part = (environment: EnvironmentFragment, isShared: boolean): EnvironmentFragment =>
    Object.fromEntries(Object.entries(environment).filter(([, { name }]) => shared.has(name) === isShared));
  return [
    INTRODUCTION,
    section('Every service', null, part(SERVICES[0]?.environment ?? {}, true)),
    ...SERVICES.map(({ name, purpose, environment }) => section(name, purpose, part(environment, false))),
  ].join('\n');
}

function section(name: string, purpose: string | null, environment: EnvironmentFragment): string {
  const rows = describeEnvironment(environment).map(
    (one) =>
      `| ${one.name
        .split(', ')
        .map((text) => `\`${text}\``)
        .join(', ')} | ${one.meaning.replaceAll('|', '\\|')} | ${one.default ?? '**required**'} |`,
  );
  const head = purpose === null ? `## ${name}` : `## ${name}\n\n${purpose}`;
  return `${head}\n\n| variable | meaning | without it |\n|---|---|---|\n${rows.join('\n')}\n`;
}
