import type { FetchReport, FileStatus } from '@learning-tracker/fetcher';

/** Tells every file that was not simply published, and how many rows were dead. @returns how many problems there were */
export function reportProblems(report: FetchReport, say: (line: string) => void): number {
  let problems = 0;
  for (const file of report.files) {
    for (const line of problemsOf(file)) {
      say(`warning: ${line}`);
      problems += 1;
    }
  }
  return problems;
}

function problemsOf(file: FileStatus): string[] {
  const lines: string[] = [];
  if (file.state !== 'published' || file.code !== null) {
    lines.push(
      `${file.name}: ${file.state}${file.code === null ? '' : ` (${file.code})`}${file.reason === null ? '' : `: ${file.reason}`}`,
    );
  }
  for (const table of file.tables) {
    if (table.state !== 'published')
      lines.push(
        `${file.name}: table ${table.table} is ${table.state}${table.reason === null ? '' : `: ${table.reason}`}`,
      );
  }
  if (file.rows.dead > 0) lines.push(`${file.name}: ${file.rows.dead} rows could not be used (dead letters)`);
  return lines;
}
