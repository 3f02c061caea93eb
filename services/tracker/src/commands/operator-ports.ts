import { existsSync } from 'node:fs';
import {
  consumerGroup,
  type Deployment,
  deploymentEnvironment,
  deploymentProblems,
  openDeployment,
  openEmbedded,
} from '@learning-tracker/deployment';
import { openRowRequests, type RowRequests } from '@learning-tracker/fetcher';
import {
  createWaits,
  type EnvironmentSource,
  type Logger,
  parseEnvironment,
  systemClock,
  systemScheduler,
  TrackerError,
  variable,
} from '@learning-tracker/runtime';
import { z } from 'zod';
import { TRACKER_ERRORS } from '../errors.ts';
import { requireDataFile } from './open-data.ts';

/** Which deployment an operator looks at: the file of a run, which may be running, or else what the environment names. */
export interface OperatorOptions {
  readonly data?: string;
  /** Longest wait for servers that are away, in seconds. */
  readonly wait: number;
}

/** What the command line passes on to every operators' command. */
export interface OperatorContext {
  readonly env: EnvironmentSource;
  readonly logger: Logger;
}

/** What operators' commands work with, whatever the adapters. */
export interface OperatorPorts extends Omit<Deployment, 'close'> {
  /** Consumer groups of its services. */
  readonly groups: readonly string[];
  /** The fetcher's ledger; null where it is not on this machine. */
  readonly ledgerPath: string | null;
  /** To the fetcher of this deployment; null where its ledger is not on this machine. Closed by the caller. */
  openRowRequests(): RowRequests | null;
}

/** Services that consume as a group, which in one process bears their name alone. */
const CONSUMERS = ['metric-processor', 'weekly-rollover'];

const environment = {
  ...deploymentEnvironment,
  ledgerFile: variable(
    'FETCHER_LEDGER_FILE',
    z.string().optional(),
    'the ledger of the fetcher, if it is on this machine: rows of files are retried there',
  ),
} as const;

/**
 * Opens a deployment, hands it over, and closes it.
 *
 * @throws TrackerError USAGE where neither is named, INPUT_UNREADABLE, ENVIRONMENT_INVALID, DEPLOYMENT_AWAY, and what
 * opening throws
 */
export async function withOperatorPorts<T>(
  options: OperatorOptions,
  context: OperatorContext,
  use: (ports: OperatorPorts) => Promise<T>,
): Promise<T> {
  const { deployment, groups, ledgerPath } = await (options.data === undefined
    ? openFromEnvironment(options.wait, context)
    : openFile(options.data));
  try {
    return await use({
      ...deployment,
      groups,
      ledgerPath,
      openRowRequests: () => (ledgerPath === null ? null : openRowRequests(ledgerPath)),
    });
  } finally {
    await deployment.close();
  }
}

interface Opened {
  readonly deployment: Deployment;
  readonly groups: readonly string[];
  readonly ledgerPath: string | null;
}

/** Log, store and ledger are in the one file. */
async function openFile(path: string): Promise<Opened> {
  requireDataFile(path);
  const deployment = await openEmbedded(path, { clock: systemClock });
  return { deployment, groups: CONSUMERS, ledgerPath: path };
}

async function openFromEnvironment(waitSeconds: number, { env, logger }: OperatorContext): Promise<Opened> {
  if (Object.values(deploymentEnvironment).every(({ name }) => (env[name] ?? '') === '')) {
    throw new TrackerError(
      'USAGE',
      'give --data FILE, or the environment of a deployment (KAFKA_BROKERS and the others)',
      TRACKER_ERRORS.USAGE,
    );
  }
  const values = parseEnvironment(env, environment, [deploymentProblems]);
  const ledgerPath = values.ledgerFile ?? null;
  // Opening would make a new ledger, which knows nothing.
  if (ledgerPath !== null && !existsSync(ledgerPath)) {
    throw new TrackerError(
      'INPUT_UNREADABLE',
      `${ledgerPath} does not exist (FETCHER_LEDGER_FILE)`,
      TRACKER_ERRORS.INPUT_UNREADABLE,
    );
  }
  const waits = createWaits();
  const patience = new AbortController();
  const cancel = systemScheduler.after(waitSeconds * 1000, () => {
    patience.abort(deploymentAway(waitSeconds, waits.present()));
  });
  try {
    const deployment = await openDeployment(values, {
      clientId: 'tracker',
      logger,
      clock: systemClock,
      signal: patience.signal,
      waits,
    });
    return { deployment, groups: CONSUMERS.map((service) => consumerGroup(values, service)), ledgerPath };
  } finally {
    cancel();
  }
}

function deploymentAway(seconds: number, missed: readonly string[]): TrackerError {
  return new TrackerError(
    'DEPLOYMENT_AWAY',
    `waited ${seconds} s in vain to ${missed.length === 0 ? 'connect' : missed.toSorted().join(', to ')}`,
    TRACKER_ERRORS.DEPLOYMENT_AWAY,
  );
}
