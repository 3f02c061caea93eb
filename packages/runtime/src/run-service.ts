import { z } from 'zod';
import { type Clock, systemClock } from './clock.ts';
import {
  type EnvironmentCheck,
  type EnvironmentFragment,
  type EnvironmentOf,
  type EnvironmentSource,
  parseEnvironment,
  secretsOf,
  variable,
} from './environment.ts';
import { environmentHelp } from './environment-help.ts';
import { messageOf, TrackerError } from './errors.ts';
import { createLifecycle, type Lifecycle, type SignalSource } from './lifecycle.ts';
import { createLogger, LOG_LEVELS, type Logger } from './logging.ts';
import { collectProcessTelemetry, createTelemetry, type Telemetry } from './telemetry.ts';
import { createWaits, type Waits } from './waits.ts';

/** What every service reads from the environment. */
export const serviceEnvironment = {
  logLevel: variable(
    'LOG_LEVEL',
    z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
    `how much is logged on standard error: ${LOG_LEVELS.join(', ')}`,
  ),
} as const;

/** What a service is given to start with. */
export interface ServiceContext {
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
  /** What is waited for at present; part of being ready. */
  readonly waits: Waits;
}

export interface Service<F extends EnvironmentFragment & typeof serviceEnvironment> {
  readonly name: string;
  readonly version: string;
  /** One sentence for `--help`. */
  readonly purpose: string;
  readonly environment: F;
  readonly checks?: readonly EnvironmentCheck<F>[];
  /** Starts it, registers its parts with the lifecycle and returns; may take long while something is away. */
  start(values: EnvironmentOf<F>, context: ServiceContext): Promise<void>;
}

/** The part of `process` that a service's main hands over. */
export interface ServiceProcess {
  readonly argv: readonly string[];
  readonly env: EnvironmentSource;
  readonly version: string;
  exit(code: number): void;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly on: SignalSource['on'] &
    ((event: 'uncaughtException', listener: (error: unknown) => void) => unknown);
  readonly off: SignalSource['off'];
}

/**
 * The life of a service's process. Exit codes: 0 stopped by a signal (or help was asked for), 1 a failure that no waiting
 * cures or a broken invariant, 2 an environment or command line that cannot be used.
 */
export async function runService<F extends EnvironmentFragment & typeof serviceEnvironment>(
  service: Service<F>,
  host: ServiceProcess,
): Promise<void> {
  const { name, version, environment } = service;
  const args = host.argv.slice(2);
  if (args.length > 0) {
    const isHelp = args.every((arg) => arg === '--help' || arg === '-h');
    const help = environmentHelp(name, service.purpose, environment);
    (isHelp ? host.stdout : host.stderr).write(isHelp ? help : `${name} takes no arguments\n\n${help}`);
    host.exit(isHelp ? 0 : 2);
    return;
  }
  let values: EnvironmentOf<F>;
  try {
    values = parseEnvironment(host.env, environment, service.checks);
  } catch (error) {
    const lines = error instanceof TrackerError ? [error.message, error.hint] : [messageOf(error)];
    host.stderr.write(`${lines.join('\n')}\n`);
    host.exit(2);
    return;
  }
  const { logLevel } = parseEnvironment(host.env, serviceEnvironment);
  const logger = createLogger({
    name,
    level: logLevel,
    secrets: secretsOf(environment, values),
    destination: host.stderr,
  });
  const lifecycle = createLifecycle({ logger, exit: (code) => host.exit(code), signals: host });
  host.on('uncaughtException', (error) => void lifecycle.stop('an unexpected error', error));
  const telemetry = createTelemetry();
  collectProcessTelemetry(telemetry);
  telemetry.set('learning_tracker_build_info', { service: name, version, node: host.version }, 1);
  logger.info({ version, node: host.version }, 'starting');
  try {
    await service.start(values, { logger, telemetry, lifecycle, clock: systemClock, waits: createWaits() });
    if (!lifecycle.signal.aborted) logger.info({}, 'started');
  } catch (error) {
    // What is being stopped may fail to start; the stop decides how the process ends.
    if (!lifecycle.signal.aborted) await lifecycle.stop(`it could not start: ${messageOf(error)}`, error);
  }
}
