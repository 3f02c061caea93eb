import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TOPICS } from '@learning-tracker/streams';
import { ensureJavaCompiler, kafkaStreamsJars } from '../../servers/artefacts.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('../kafka-streams/ClicksByLearner.java', import.meta.url));

const SCHEMA = fileURLToPath(new URL('../../../schemas/click-observed.avsc', import.meta.url));

/** What is kept of a learner: the bytes of its clicks as they are, or the time of the latest, for which they are decoded. */
export type StreamsAggregate = 'bytes' | 'latest';

/** Events a second of a Kafka Streams application with a trivial aggregate by key, on the same clicks, until committed. */
export async function runKafkaStreams(
  brokers: readonly string[],
  name: string,
  guarantee: 'at_least_once' | 'exactly_once_v2',
  aggregate: StreamsAggregate,
  records: number,
): Promise<number> {
  ensureJavaCompiler();
  const jars = await kafkaStreamsJars();
  const folder = await mkdtemp(join(tmpdir(), 'kafka-streams-'));
  const classPath = `${folder}:${jars}/*`;
  try {
    await run('javac', ['-cp', classPath, '-d', folder, SOURCE]);
    const { stdout } = await run('java', [
      '-Xmx512m',
      '-cp',
      classPath,
      'ClicksByLearner',
      brokers.join(','),
      TOPICS.clicks,
      name,
      guarantee,
      String(records),
      join(folder, 'state'),
      aggregate === 'latest' ? SCHEMA : '',
    ]);
    return (records * 1000) / Number(stdout.trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
