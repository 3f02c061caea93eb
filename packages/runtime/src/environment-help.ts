import type { EnvironmentFragment, Variable } from './environment.ts';

/** A variable as help texts and the documentation show it. */
export interface DescribedVariable {
  /** `NAME`, or `NAME, NAME_FILE` where a file may hold it. */
  readonly name: string;
  readonly meaning: string;
  /** The value without it as text; null: it must be set. */
  readonly default: string | null;
}

/** The variables of a fragment in its order; defaults come from the schemas that read them. */
export function describeEnvironment(fragment: EnvironmentFragment): readonly DescribedVariable[] {
  return Object.values(fragment).map((one) => ({
    name: one.isSecret ? `${one.name}, ${one.name}_FILE` : one.name,
    meaning: one.meaning,
    default: defaultOf(one),
  }));
}

function defaultOf({ schema }: Variable<unknown>): string | null {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return null;
  const value = parsed.data;
  return value === undefined || value === null ? 'none' : String(value) || 'none';
}

/** What `--help` of a service prints. */
export function environmentHelp(name: string, purpose: string, fragment: EnvironmentFragment): string {
  const rows = describeEnvironment(fragment);
  const width = Math.max(...rows.map((row) => row.name.length));
  const lines = rows.map(
    (row) =>
      `  ${row.name.padEnd(width)}  ${row.meaning} (${row.default === null ? 'required' : `default: ${row.default}`})`,
  );
  return `${name}: ${purpose}\n\nIt is configured by environment variables alone:\n\n${lines.join('\n')}\n`;
}
