import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  collectProcessTelemetry,
  createLifecycle,
  createTelemetry,
  type Logger,
  systemClock,
} from '@learning-tracker/runtime';
import { readCourses, type UnpackOptions, unpackLimits } from '../cli/options.ts';
import { startEngine } from '../engine/engine.ts';
import { keepGoing, serve } from '../engine/serve.ts';
import { requireFolder } from './compute.ts';

export interface RunOptions extends UnpackOptions {
  readonly config: string;
  readonly exports: string;
  readonly data: string;
  readonly host: string;
  readonly port: number;
}

/** Watches the folder, processes what arrives, serves; until stopped. */
export async function run(options: RunOptions, logger: Logger): Promise<void> {
  const courses = await readCourses(options.config);
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
    limits: unpackLimits(options),
  });
  lifecycle.onStop('engine', () => engine.stop());
  try {
    const serving = {
      engine,
      host: options.host,
      port: options.port,
      clock: systemClock,
      logger,
      telemetry,
      lifecycle,
    };
    const { url, token } = await serve(serving);
    keepGoing({ ...serving, intervalMs: 5_000 });
    const [course] = courses;
    process.stdout.write(`${url}/w/${token}/courses/${course?.courseId ?? 'COURSE'}/learners/LEARNER\n`);
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
