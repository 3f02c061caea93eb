/** Codes thrown by this package: what each means and what to do. */
export const STREAMS_ERRORS = {
  LOG_TOPIC_MISMATCH:
    'A topic exists with another number of partitions or other settings. Start with that number, set the settings as the message names them, or replay into a new log.',
  LOG_TOPIC_UNKNOWN: 'No such topic. Create it first: ensureTopics(topicSpecs(partitions)).',
  LOG_PARTITION_UNKNOWN:
    'The topic has no such partition. Use a number from 0 to its partition count less one.',
  LOG_OFFSET_OUT_OF_RANGE:
    'An offset outside what the partition holds. Ask offsets() for its begin and end; records between are gone or not there yet.',
  LOG_GROUP_TOPICS_MISMATCH:
    'A member of a group subscribes to other topics than the rest. Use one list of topics per group.',
  LOG_STORAGE_FAILED:
    'The file of the log could not be read or written. See the cause: a full disk, a lock held too long, a damaged file.',
  LOG_UNREACHABLE:
    'The brokers of the log do not answer, or not as they should. It is waited for: check that they are up, their addresses, and TLS.',
  LOG_ACCESS_DENIED:
    'The brokers refuse this user. Check user, password and mechanism, and which topics and groups they allow.',
  LOG_UNREADABLE:
    'Bytes of the log are no batch of records that can be read. Write to its topics with zstd, gzip or no compression; else see the disks of the brokers.',
  LOG_RECORD_TOO_LARGE:
    'A record is larger than its topic allows. Raise max.message.bytes of the topic, or write smaller records.',
  LOG_CONTROL_UNREADABLE:
    'The topic log-control holds an entry that this version cannot read. Start the version that wrote it, or a newer one.',
  LOG_REWRITE_FAILED:
    'The log was copied some times without those who are forgotten, and no copy could be used. Nothing is lost: see the log lines, and run it again.',
  LOG_CLOSED: 'The log was used after close(). Stop its users before closing it.',
  SCHEMA_UNKNOWN:
    'A record names a schema id that the registry does not know. Check that log and registry belong together.',
  SCHEMA_INVALID: 'Text that is not an Avro schema of a named record. Correct the schema file.',
  SCHEMA_INCOMPATIBLE:
    'A new schema cannot read what the last version wrote. Give new fields a default; never rename or retype.',
  REGISTRY_UNREACHABLE:
    'The schema registry does not answer, or with an error of its own. It is waited for: check that it is up and its URL.',
  REGISTRY_COMPATIBILITY:
    'A subject has a compatibility level under which new schemas need not read old records. Set it to BACKWARD.',
  REGISTRY_ACCESS_DENIED: 'The schema registry refuses this user. Check user and password.',
  RECORD_UNDECODABLE:
    'The bytes of a record are not what its schema says, or it is no event of this program. It belongs in the dead letters.',
  RECORD_UNENCODABLE: 'A value does not fit its schema. Correct the code that made it.',
  SERDE_UNREGISTERED: 'A record was encoded before its schema had an id. Await register() first.',
} as const;

export type StreamsErrorCode = keyof typeof STREAMS_ERRORS;
