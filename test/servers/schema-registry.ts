import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureJava, registryJar } from './artefacts.ts';
import { freePorts } from './free-ports.ts';
import { type ServerProcess, startProcess } from './processes.ts';

export interface SchemaRegistryServer {
  /** Base of Confluent's API; the same after a restart. */
  readonly url: string;
  /** Starts it again on the same port; what it held is gone, as it keeps everything in memory. */
  start(): Promise<void>;
  /** Ends it, so that it can be started again. */
  halt(): Promise<void>;
  stop(): Promise<void>;
}

/** An Apicurio registry on loopback that speaks Confluent's protocol and holds its schemas in memory. */
export async function startSchemaRegistry(): Promise<SchemaRegistryServer> {
  ensureJava();
  const jar = await registryJar();
  const folder = await mkdtemp(join(tmpdir(), 'schema-registry-'));
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  let server: ServerProcess | undefined;

  async function start(): Promise<void> {
    server = await startProcess({
      name: `the schema registry ${url}`,
      command: 'java',
      args: ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-jar', jar],
      env: { QUARKUS_HTTP_HOST: '127.0.0.1', QUARKUS_HTTP_PORT: String(port) },
      logFile: join(folder, 'registry.log'),
      isReady: () => answers(`${url}/subjects`),
    });
  }

  async function stop(): Promise<void> {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, start, halt: async () => server?.stop(), stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
