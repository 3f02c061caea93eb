import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureJava, kafkaJars } from './artefacts.ts';
import { freePorts, type ServerProcess, startProcess } from './processes.ts';

const LOGGING = fileURLToPath(new URL('./log4j2.properties', import.meta.url));
/** Any id will do: the broker is alone. In Kafka's form, a UUID in base64url. */
const CLUSTER_ID = 'bGVhcm5pbmctdHJhY2tlcg';

export interface KafkaServer {
  /** `host:port`; the same after a restart. */
  readonly address: string;
  /** Starts it again on the same port and data, after `halt` or `kill`. */
  start(): Promise<void>;
  /** Ends it cleanly, keeping its data. */
  halt(): Promise<void>;
  /** Ends it as a power cut would, keeping its data. */
  kill(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** One Kafka broker that is its own controller, on loopback, with its data in a temporary folder. */
export async function startKafka(): Promise<KafkaServer> {
  ensureJava();
  const jars = await kafkaJars();
  const folder = await mkdtemp(join(tmpdir(), 'kafka-'));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const address = `127.0.0.1:${port}`;
  const properties = join(folder, 'server.properties');
  const java = [
    '-Xms256m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    `-Dlog4j2.configurationFile=${LOGGING}`,
    '-cp',
    `${jars}/*`,
  ];
  let broker: ServerProcess | undefined;

  async function start(): Promise<void> {
    broker = await startProcess({
      name: `the Kafka broker ${address}`,
      command: 'java',
      args: [...java, 'kafka.Kafka', properties],
      logFile: join(folder, 'broker.log'),
      isReady: () => accepts(port),
    });
  }

  async function stop(): Promise<void> {
    await broker?.stop();
    await rm(folder, { recursive: true, force: true });
  }

  try {
    await writeFile(properties, settings(folder, port, controllerPort));
    const format = spawnSync(
      'java',
      [...java, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties],
      { encoding: 'utf8' },
    );
    if (format.status !== 0)
      throw new Error(`Kafka's storage cannot be made: ${format.stdout}${format.stderr}`);
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address,
    start,
    halt: async () => broker?.stop(),
    kill: async () => broker?.kill(),
    stop,
  };
}

/** The listener opens when the broker is ready to serve. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Quick to rebalance and to forget members, so that many members can die in one test. */
function settings(folder: string, port: number, controllerPort: number): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 500,
    'log.segment.delete.delay.ms': 100,
  })
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
