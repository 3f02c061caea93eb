import type { ConnectionOptions } from 'node:tls';
import type { Logger } from '@learning-tracker/runtime';
import type { SASLOptions } from 'kafkajs';

export interface KafkaLogOptions {
  /** `host:port` of some brokers of the cluster. */
  readonly brokers: readonly string[];
  /** Names this program in the brokers' logs and quotas. */
  readonly clientId: string;
  /** TLS with the machine's certificates (true) or with those given. */
  readonly ssl?: boolean | ConnectionOptions;
  readonly sasl?: SASLOptions;
  readonly logger?: Logger;
  /** Copies of each partition of a topic that is created; default: the brokers' own setting. */
  readonly replicationFactor?: number;
  /** How long a silent member keeps its partitions, in milliseconds (default 6,000). */
  readonly sessionTimeout?: number;
  /** How long a broker may hold back an answer for want of records, in milliseconds (default 500). */
  readonly fetchWait?: number;
  /** Most compressed bytes of one partition in one answer (default 256 KiB); one record batch comes in any case. */
  readonly fetchBytes?: number;
}
