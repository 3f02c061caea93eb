import { readLag } from '../operators/lag.ts';
import { table } from '../output/text.ts';
import { type OperatorContext, type OperatorOptions, withOperatorPorts } from './operator-ports.ts';

export interface LagOptions extends OperatorOptions {
  /** Consumer groups whose offsets are shown; default: those of the services. */
  readonly group?: readonly string[];
  readonly json?: boolean;
}

/** How far the store is behind the log, by topic and partition. @returns the exit code */
export async function lag(options: LagOptions, context: OperatorContext): Promise<number> {
  const { groups, partitions } = await withOperatorPorts(options, context, async (ports) => {
    const shown = options.group ?? ports.groups;
    return { groups: shown, partitions: await readLag(ports, shown) };
  });
  const total = partitions.reduce((sum, partition) => sum + partition.lag, 0);
  const text =
    options.json === true
      ? JSON.stringify({ total, partitions }, null, 2)
      : table([
          ['topic', 'partition', 'begin', 'end', 'position', 'lag', ...groups, 'state'],
          ...partitions.map(
            ({ topic, partition, begin, end, position, lag: behind, groups: offsets, state }) => [
              topic,
              partition,
              begin,
              end,
              position,
              behind,
              ...groups.map((group) => offsets[group] ?? null),
              state,
            ],
          ),
          ['total', '', '', '', '', total, ...groups.map(() => ''), ''],
        ]);
  process.stdout.write(`${text}\n`);
  return 0;
}
