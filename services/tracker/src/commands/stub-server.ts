import { createExportServer, type FaultRules } from '@learning-tracker/export-server';
import { createLifecycle, type Logger } from '@learning-tracker/runtime';
import { requireFolder } from './compute.ts';

export interface StubServerOptions {
  readonly exports: string;
  readonly host: string;
  readonly port: number;
  readonly token?: string;
  /** Milliseconds. */
  readonly latency: number;
  readonly faults?: FaultRules;
  readonly linksNeedJob?: boolean;
}

/** Serves a folder of exports as Coursera's export API would, until stopped. The base URL is the first line. */
export async function stubServer(options: StubServerOptions, logger: Logger): Promise<void> {
  const { exports: exportsFolder, host, port, token, latency: latencyMs, faults, linksNeedJob } = options;
  await requireFolder(exportsFolder);
  const server = await createExportServer({
    exportsFolder,
    latencyMs,
    ...(token === undefined ? {} : { token }),
    ...(faults === undefined ? {} : { faults }),
    ...(linksNeedJob === undefined ? {} : { linksNeedJob }),
  });
  try {
    const url = await server.listen({ host, port });
    const lifecycle = createLifecycle({ logger, exit: (code) => process.exit(code), signals: process });
    lifecycle.onStop('stub server', () => server.close());
    process.stdout.write(`${url}\n`);
  } catch (error) {
    await server.close();
    throw error;
  }
}
