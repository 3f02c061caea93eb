export interface MetricDefinition {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly meaning: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Every number the services export about themselves (docs/telemetry.md is made from this list). */
export const METRIC_DEFINITIONS = {
  learning_tracker_records_total: {
    kind: 'counter',
    meaning: 'Records a processor took from the log, by what became of them. Their sum is the records taken.',
    labels: ['topic', 'partition', 'outcome'],
  },
  learning_tracker_commit_seconds: {
    kind: 'histogram',
    meaning: 'Time one commit to the store took.',
    labels: [],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  learning_tracker_commits_total: {
    kind: 'counter',
    meaning:
      'Commits by result; `fenced` means another process holds the partition or the store went back in time.',
    labels: ['result'],
  },
  learning_tracker_lag_records: {
    kind: 'gauge',
    meaning: 'Records in the log that a partition of the store has not taken yet.',
    labels: ['topic', 'partition'],
  },
  learning_tracker_partition_complete: {
    kind: 'gauge',
    meaning: '1 once a partition has passed the log end noted when it was claimed, else 0.',
    labels: ['partition'],
  },
  learning_tracker_dead_letters_total: {
    kind: 'counter',
    meaning: 'Records a processor put into the dead letters, by topic and code (docs/errors.md).',
    labels: ['topic', 'code'],
  },
  learning_tracker_assigned_partitions: {
    kind: 'gauge',
    meaning: 'Topic partitions that the consumer group has assigned to this process.',
    labels: [],
  },
  learning_tracker_rebalances_total: {
    kind: 'counter',
    meaning: 'Changes of what is assigned to this process.',
    labels: [],
  },
  learning_tracker_build_info: {
    kind: 'gauge',
    meaning: 'Always 1; its labels name the service, its version and that of Node.',
    labels: ['service', 'version', 'node'],
  },
  learning_tracker_fetcher_leading: {
    kind: 'gauge',
    meaning: '1 while this fetcher holds the lease and works, 0 while it waits for another.',
    labels: [],
  },
  learning_tracker_files_total: {
    kind: 'counter',
    meaning: 'Export files by what the fetcher did with them.',
    labels: ['outcome'],
  },
  learning_tracker_export_rows_total: {
    kind: 'counter',
    meaning: 'Rows of export files by what the fetcher did with them. `read` is the sum of the others.',
    labels: ['outcome'],
  },
  learning_tracker_export_api_requests_total: {
    kind: 'counter',
    meaning:
      'Requests to the export API by outcome: `ok`, or a code of docs/errors.md. Downloads are not among them.',
    labels: ['outcome'],
  },
  learning_tracker_export_api_retries_total: {
    kind: 'counter',
    meaning: 'Requests to the export API that were made again after a pause.',
    labels: [],
  },
  learning_tracker_export_jobs_total: {
    kind: 'counter',
    meaning:
      'Export jobs by kind and what became of them: `asked`, then `ready` or a code of docs/errors.md.',
    labels: ['kind', 'outcome'],
  },
  learning_tracker_downloads_total: {
    kind: 'counter',
    meaning:
      'Downloads of export files by outcome, `done` or `failed`; one that is interrupted and goes on is one.',
    labels: ['outcome'],
  },
  learning_tracker_download_bytes_total: {
    kind: 'counter',
    meaning: 'Bytes of the export files that were downloaded whole.',
    labels: [],
  },
  learning_tracker_dependency_waits_total: {
    kind: 'counter',
    meaning: 'Pauses made because a dependency was away.',
    labels: ['dependency'],
  },
  learning_tracker_http_requests_total: {
    kind: 'counter',
    meaning: 'Requests the gateway answered, by route pattern and status class.',
    labels: ['route', 'status'],
  },
  learning_tracker_http_request_duration_seconds: {
    kind: 'histogram',
    meaning: 'Time from the head of a request to the end of its answer, by route pattern.',
    labels: ['route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  learning_tracker_interactions_lost_total: {
    kind: 'counter',
    meaning: 'Loads of the widget that were not recorded because the log did not take them.',
    labels: [],
  },
  learning_tracker_figure_cache_total: {
    kind: 'counter',
    meaning:
      'Answers with figures, by whether the kept one was still valid (`hit`) or was made anew (`miss`).',
    labels: ['result'],
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRIC_DEFINITIONS;

/**
 * Markdown page of the definitions.
 *
 * @param isExported tells of a name whether some service exports it; the others are left out
 */
export function telemetryPage(isExported: (name: string) => boolean): string {
  const exported = Object.entries<MetricDefinition>(METRIC_DEFINITIONS).filter(([name]) => isExported(name));
  const rows = exported.map(([name, { kind, labels, meaning }]) => [
    `\`${name}\``,
    kind,
    labels.map((label) => `\`${label}\``).join(', ') || '–',
    meaning,
  ]);
  return [
    '# Telemetry',
    '',
    'Answered at `/metrics` in the Prometheus text format, beside the usual `process_` and `nodejs_` ones. Made by `node scripts/generate-docs.ts` from the definitions of the runtime.',
    '',
    ...table([['name', 'kind', 'labels', 'meaning'], ...rows]),
    '',
  ].join('\n');
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [...lines.slice(0, 1), rule, ...lines.slice(1)];
}
