import { randomBytes } from 'node:crypto';
import { createExportServer } from '@learning-tracker/export-server';
import type { DownloadNews } from '@learning-tracker/fetcher';
import type { CourseConfig, Lifecycle, Logger, Telemetry } from '@learning-tracker/runtime';
import type { Engine } from '../engine/engine.ts';
import { createEngineCycle } from '../export-api/cycle.ts';

export interface FetchedCourseOptions {
  readonly engine: Engine;
  readonly courses: readonly CourseConfig[];
  /** What the export API holds. */
  readonly served: string;
  /** Where downloads go; the folder that the engine takes its exports from. */
  readonly downloads: string;
  readonly dataPath: string;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly lifecycle: Lifecycle;
  readonly onDownload?: (news: DownloadNews) => void;
}

/** A course that is fetched from an export API of its own, on the course's clock. */
export interface FetchedCourse {
  /**
   * Sets the clock to a moment of the course, RFC 3339, and fetches what that day lacks. A run that fails is told; what
   * it left, the next one goes on with.
   */
  fetchAt(at: string): Promise<void>;
}

/** Serves a folder as Coursera would, at an address and with a token that only this process knows. */
export async function startFetchedCourse(options: FetchedCourseOptions): Promise<FetchedCourse> {
  const { engine, courses, served, downloads: folder, logger, lifecycle } = options;
  let nowMs = 0;
  const clock = { now: () => nowMs * 1000 };
  const token = randomBytes(24).toString('base64url');
  const server = await createExportServer({
    exportsFolder: served,
    courses: courses.map(({ courseId, slug }) => ({ id: courseId, slug })),
    token,
    clock,
    latencyMs: 0,
  });
  lifecycle.onStop('export API', server.close);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  const cycle = createEngineCycle({
    ...options,
    folder,
    clock,
    env: { COURSERA_API_URL: `${url}/api/`, COURSERA_ACCESS_TOKEN: token },
    // The clock stands still during a run, and jobs are ready at once: one round is all there is to do.
    args: { poll: 0, patience: 0 },
    signal: lifecycle.signal,
  });
  let running: Promise<unknown> = Promise.resolve();
  lifecycle.onStop('fetching', async () => {
    await engine.fetcher.stop();
    await running;
    cycle.close();
  });

  return {
    async fetchAt(at) {
      nowMs = Date.parse(at);
      running = cycle.runOnce(lifecycle.signal).catch((error: unknown) => {
        if (!lifecycle.signal.aborted) logger.error({ error }, 'fetching failed; the next day goes on');
      });
      await running;
    },
  };
}
