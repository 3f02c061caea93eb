import { type Logger, silentLogger } from '@learning-tracker/runtime';
import kafkajs, { type Kafka, type LogEntry } from 'kafkajs';
import { repairKafkajs } from './kafkajs-repairs.ts';
import type { KafkaLogOptions } from './options.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** Attempts of one request; who must wait longer waits above kafkajs, where it can be stopped and seen. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 };

export function createClient(options: KafkaLogOptions): Kafka {
  repairKafkajs();
  const { brokers, clientId, ssl, sasl } = options;
  const logger = options.logger ?? silentLogger;
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: RETRY,
    logLevel: kafkajs.logLevel.INFO,
    logCreator: () => (entry) => writeTo(logger, entry),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
  });
}

/** kafkajs calls what it is about to retry an error; what matters is told by the adapter itself. */
function writeTo(logger: Logger, { namespace, level, log }: LogEntry): void {
  const fields = { kafkajs: namespace, ...(log.groupId === undefined ? {} : { group: log.groupId }) };
  if (level <= kafkajs.logLevel.WARN) logger.debug({ ...fields, reported: log.error }, log.message);
  else logger.debug(fields, log.message);
}
