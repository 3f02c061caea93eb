import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Following } from '@learning-tracker/fetcher';
import {
  collectProcessTelemetry,
  createLifecycle,
  createTelemetry,
  type Logger,
  systemClock,
} from '@learning-tracker/runtime';
import { type FileOptions, fileReading, readCourses } from '../cli/options.ts';
import { startEngine } from '../engine/engine.ts';
import { tokenSecretFor, vaultKeyFor } from '../engine/secrets.ts';
import { keepGoing, serve, servedConfig } from '../engine/serve.ts';
import { followForEngine } from '../export-api/follow.ts';
import { requireFolder } from './compute.ts';

export interface RunOptions extends FileOptions {
  readonly config: string;
  readonly exports: string;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Follow the export API, on this schedule in this time zone. */
  readonly api?: boolean;
  readonly schedule: string;
  readonly timeZone: string;
}

/** Watches the folder, processes what arrives, serves; until stopped. */
export async function run(
  options: RunOptions,
  logger: Logger,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const courses = await readCourses(options.config);
  if (options.api === true) await mkdir(options.exports, { recursive: true, mode: 0o700 });
  await requireFolder(options.exports);
  await mkdir(dirname(options.data), { recursive: true });
  const lifecycle = createLifecycle({ logger, exit: (code) => process.exit(code), signals: process });
  const telemetry = createTelemetry();
  collectProcessTelemetry(telemetry);
  const engine = await startEngine({
    dataPath: options.data,
    courses,
    exportsFolder: options.exports,
    logger,
    telemetry,
    ...fileReading(options),
  });
  lifecycle.onStop('engine', () => engine.stop());
  let following: Pick<Following, 'notes'> | null = null;
  try {
    const serving = {
      engine,
      host: options.host,
      port: options.port,
      clock: systemClock,
      logger,
      telemetry,
      lifecycle,
      notes: () => following?.notes() ?? [],
      tokenSecret: tokenSecretFor(env, options.data) ?? '',
      vaultKey: vaultKeyFor(env, options.data),
      config: servedConfig(env),
    };
    const url = await serve(serving);
    keepGoing({ ...serving, intervalMs: 5_000 });
    if (options.api === true) {
      const { exports: folder } = options;
      following = followForEngine({ ...options, engine, courses, folder, logger, telemetry, env, lifecycle });
    }
    const [course] = courses;
    process.stdout.write(
      `${url}\n` +
        'The link of a learner: npx tracker token ' +
        `--data ${options.data} --course ${course?.courseId ?? 'COURSE'} --learner LEARNER --url ${url}\n`,
    );
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
