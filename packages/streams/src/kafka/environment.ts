import { type EnvironmentOf, fileContent, secretVariable, variable } from '@learning-tracker/runtime';
import { z } from 'zod';
import type { KafkaLogOptions } from './options.ts';

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

const brokers = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((list) => list.every(isAddress), 'must be host:port, or several of them separated by commas');

function isAddress(text: string): boolean {
  const [, port = ''] = /^(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/.exec(text) ?? [];
  return port !== '' && Number(port) > 0 && Number(port) < 65_536;
}

/** Environment variables of the log on Kafka; the service that composes it spreads them into its own. */
export const kafkaEnvironment = {
  kafkaBrokers: variable('KAFKA_BROKERS', brokers, 'host:port of some brokers, separated by commas'),
  kafkaTls: variable(
    'KAFKA_TLS',
    z.stringbool().default(false),
    'whether the brokers are spoken to over TLS',
  ),
  kafkaCa: variable(
    'KAFKA_CA_FILE',
    fileContent.optional(),
    'certificate authorities (PEM file); without it those of the machine',
  ),
  kafkaCert: variable('KAFKA_CERT_FILE', fileContent.optional(), 'client certificate (PEM file)'),
  kafkaKey: variable('KAFKA_KEY_FILE', fileContent.optional(), 'key of the client certificate (PEM file)'),
  kafkaMechanism: variable(
    'KAFKA_SASL_MECHANISM',
    z.enum(MECHANISMS, `must be one of ${MECHANISMS.join(', ')}`).optional(),
    `how the user is proved: ${MECHANISMS.join(', ')}`,
  ),
  kafkaUsername: variable('KAFKA_USERNAME', z.string().optional(), 'SASL user'),
  kafkaPassword: secretVariable('KAFKA_PASSWORD', z.string().optional(), 'password of the SASL user'),
  kafkaReplicationFactor: variable(
    'KAFKA_REPLICATION_FACTOR',
    z.coerce.number().int().min(1).max(100).optional(),
    'copies of each partition of a topic that is created; without it the brokers’ own setting',
  ),
} as const;

type KafkaValues = EnvironmentOf<typeof kafkaEnvironment>;

/** What is wrong between the variables of Kafka. */
export function kafkaEnvironmentProblems(values: Partial<KafkaValues>): readonly string[] {
  const { kafkaMechanism, kafkaUsername, kafkaPassword, kafkaTls, kafkaCa, kafkaCert, kafkaKey } = values;
  const sasl = [kafkaMechanism, kafkaUsername, kafkaPassword].filter((value) => value !== undefined).length;
  return [
    ...(sasl % 3 === 0
      ? []
      : ['KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD belong together: set all or none']),
    ...((kafkaCert === undefined) === (kafkaKey === undefined)
      ? []
      : ['KAFKA_CERT_FILE and KAFKA_KEY_FILE belong together: set both or neither']),
    ...(kafkaTls === false && (kafkaCa ?? kafkaCert ?? kafkaKey) !== undefined
      ? ['KAFKA_CA_FILE, KAFKA_CERT_FILE and KAFKA_KEY_FILE say nothing without KAFKA_TLS=true']
      : []),
  ];
}

/** How to connect, of values that `parseEnvironment` gave with `kafkaEnvironmentProblems` as a check. */
export function kafkaConnectionOf(
  values: KafkaValues,
): Pick<KafkaLogOptions, 'brokers' | 'ssl' | 'sasl' | 'replicationFactor'> {
  const { kafkaMechanism: mechanism, kafkaUsername: username, kafkaPassword: password } = values;
  const pem = {
    ...(values.kafkaCa !== undefined && { ca: values.kafkaCa }),
    ...(values.kafkaCert !== undefined && { cert: values.kafkaCert }),
    ...(values.kafkaKey !== undefined && { key: values.kafkaKey }),
  };
  return {
    brokers: values.kafkaBrokers,
    ...(values.kafkaTls && { ssl: Object.keys(pem).length === 0 ? true : pem }),
    ...(values.kafkaReplicationFactor !== undefined && { replicationFactor: values.kafkaReplicationFactor }),
    ...(mechanism !== undefined &&
      username !== undefined &&
      password !== undefined && { sasl: { mechanism, username, password } }),
  };
}
