import { describeTopics } from '../operators/topics.ts';
import { table } from '../output/text.ts';
import { type OperatorContext, type OperatorOptions, withOperatorPorts } from './operator-ports.ts';

export interface TopicsOptions extends OperatorOptions {
  readonly json?: boolean;
}

/** The topics of a deployment with their settings and schemas. @returns the exit code */
export async function topics(options: TopicsOptions, context: OperatorContext): Promise<number> {
  const described = await withOperatorPorts(options, context, describeTopics);
  const text =
    options.json === true
      ? JSON.stringify(described, null, 2)
      : [
          table([
            ['topic', 'partitions', 'records', 'settings'],
            ...described.map(({ topic, partitions, records, settings }) => [
              topic,
              partitions ?? 'missing',
              records,
              Object.entries(settings)
                .map(([name, value]) => `${name}=${value}`)
                .join(' '),
            ]),
          ]),
          '',
          table([
            ['topic', 'event', 'schema versions (id)'],
            ...described.flatMap(({ topic, schemas }) =>
              schemas.map(({ event, versions }) => [
                topic,
                event,
                versions.map(({ version, id }) => `${version} (${id})`).join(', ') || 'not registered',
              ]),
            ),
          ]),
        ].join('\n');
  process.stdout.write(`${text}\n`);
  return 0;
}
