import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TOPICS } from '@learning-tracker/streams';
import { ensureJavaCompiler, kafkaStreamsJars } from '../../servers/artefacts.ts';

const run = promisify(execFile);
const SOURCE = fileURLToPath(new URL('../kafka-streams/ClickBytes.java', import.meta.url));

/** Events a second of a Kafka Streams application with a trivial aggregate by key, on the same clicks. */
export async function runKafkaStreams(
  brokers: readonly string[],
  name: string,
  guarantee: 'at_least_once' | 'exactly_once_v2',
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
      'ClickBytes',
      brokers.join(','),
      TOPICS.clicks,
      name,
      guarantee,
      String(records),
      join(folder, 'state'),
    ]);
    return (records * 1000) / Number(stdout.trim());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
