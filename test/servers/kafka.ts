import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureJava, kafkaJars } from './artefacts.ts';
import { freePorts } from './free-ports.ts';
import { type ServerProcess, startProcess } from './processes.ts';

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

export interface KafkaSecurity {
  /** PEM files of the certificate (its own authority) and its key. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** Known to PLAIN and to both kinds of SCRAM. */
  readonly user: { readonly name: string; readonly password: string };
}

/**
 * One Kafka broker that is its own controller, on loopback, with its data in a temporary folder.
 * @param security makes `address` one that speaks TLS and asks for a user, and trusts client certificates of its own
 */
export async function startKafka({
  security,
}: {
  readonly security?: KafkaSecurity;
} = {}): Promise<KafkaServer> {
  ensureJava();
  const jars = await kafkaJars();
  const folder = await mkdtemp(join(tmpdir(), 'kafka-'));
  const [port = 0, controllerPort = 0, innerPort = 0] = await freePorts(3);
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
    await writeFile(
      properties,
      textOf({
        ...settings(folder, port, controllerPort),
        ...(security === undefined ? {} : secureSettings(security, port, controllerPort, innerPort)),
      }),
    );
    const format = spawnSync(
      'java',
      [
        ...java,
        'kafka.tools.StorageTool',
        ...['format', '-t', CLUSTER_ID, '-c', properties],
        ...(security === undefined ? [] : scramUsers(security)),
      ],
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
function settings(
  folder: string,
  port: number,
  controllerPort: number,
): Readonly<Record<string, string | number | boolean>> {
  return {
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
  };
}

function textOf(properties: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

const MECHANISMS = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

function scramUsers({ user }: KafkaSecurity): string[] {
  return MECHANISMS.flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user.name},password=${user.password}]`,
  ]);
}

/** Clients come over TLS and must say who they are; the broker speaks to itself on a port of its own. */
function secureSettings(
  { certificate, user }: KafkaSecurity,
  port: number,
  controllerPort: number,
  innerPort: number,
): Readonly<Record<string, string | number | boolean>> {
  const [cert, key] = [certificate.cert, certificate.key].map((file) =>
    readFileSync(file, 'utf8').trim().replaceAll('\n', '\\n'),
  );
  const modules = 'org.apache.kafka.common.security';
  const scram = `${modules}.scram.ScramLoginModule required;`;
  const own = 'listener.name.clients';
  return {
    listeners: `CLIENTS://127.0.0.1:${port},INNER://127.0.0.1:${innerPort},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${port},INNER://127.0.0.1:${innerPort}`,
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'INNER',
    'sasl.enabled.mechanisms': ['PLAIN', ...MECHANISMS].join(','),
    [`${own}.plain.sasl.jaas.config`]: `${modules}.plain.PlainLoginModule required user_${user.name}="${user.password}";`,
    ...Object.fromEntries(
      MECHANISMS.map((mechanism) => [`${own}.${mechanism.toLowerCase()}.sasl.jaas.config`, scram]),
    ),
    [`${own}.ssl.keystore.type`]: 'PEM',
    [`${own}.ssl.keystore.certificate.chain`]: cert ?? '',
    [`${own}.ssl.keystore.key`]: key ?? '',
    [`${own}.ssl.truststore.type`]: 'PEM',
    [`${own}.ssl.truststore.certificates`]: cert ?? '',
    [`${own}.ssl.client.auth`]: 'requested',
  };
}
