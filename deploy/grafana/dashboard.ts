/**
 * The dashboard as code, so that Grafana's own types check it. `node deploy/grafana/dashboard.ts` writes
 * dashboards/learning-tracker.json, which Grafana reads; a test compares the two.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Dashboard, DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import * as units from '@grafana/grafana-foundation-sdk/units';

/** A quantile of the gateway's answering times, in seconds. */
function latency(quantile: number, ...by: readonly string[]): string {
  const labels = ['le', ...by].join(', ');
  return `histogram_quantile(${quantile}, sum by (${labels}) (rate(learning_tracker_http_request_duration_seconds_bucket[$__rate_interval])))`;
}

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** PromQL by what the legend says. */
  readonly queries: Readonly<Record<string, string>>;
}

const RECORDS_PER_SECOND = 'reqps';

const ROWS: Readonly<Record<string, readonly Panel[]>> = {
  'From log to store': [
    {
      title: 'Lag',
      description: 'Records in the log that the store has not taken yet.',
      unit: units.Short,
      queries: { '{{topic}}': 'sum by (topic) (max by (topic, partition) (learning_tracker_lag_records))' },
    },
    {
      title: 'Events',
      description: 'Records taken, by what became of them.',
      unit: RECORDS_PER_SECOND,
      queries: { '{{outcome}}': 'sum by (outcome) (rate(learning_tracker_records_total[$__rate_interval]))' },
    },
    {
      title: 'Commit time',
      description: 'How long the store takes for one commit.',
      unit: units.Seconds,
      queries: {
        '50 %': quantile(0.5),
        '99 %': quantile(0.99),
      },
    },
    {
      title: 'Fenced commits',
      description:
        'Commits of an owner that had lost its partition. A few are normal when processors join and leave.',
      unit: RECORDS_PER_SECOND,
      queries: {
        '{{instance}}':
          'sum by (instance) (rate(learning_tracker_commits_total{result="fenced"}[$__rate_interval]))',
      },
    },
    {
      title: 'Dead letters',
      description: 'Records and rows that could not be used, in the last hour.',
      unit: units.Short,
      queries: {
        '{{topic}}: {{code}}': 'sum by (topic, code) (increase(learning_tracker_dead_letters_total[1h]))',
        'rows of files': 'sum(increase(learning_tracker_export_rows_total{outcome="dead"}[1h]))',
      },
    },
    {
      title: 'Partitions that have caught up',
      description:
        'Those that passed the end of the log noted when they were claimed. Answers of others are incomplete.',
      unit: units.Short,
      queries: {
        complete: 'sum(max by (partition) (learning_tracker_partition_complete))',
        all: 'count(max by (partition) (learning_tracker_partition_complete))',
      },
    },
  ],
  Gateway: [
    {
      title: 'Requests',
      description: 'Answers by status class.',
      unit: RECORDS_PER_SECOND,
      queries: {
        '{{status}}': 'sum by (status) (rate(learning_tracker_http_requests_total[$__rate_interval]))',
      },
    },
    {
      title: 'Latency',
      description: 'Time within which half and 99 of 100 requests were answered.',
      unit: units.Seconds,
      queries: {
        median: latency(0.5),
        p99: latency(0.99),
      },
    },
    {
      title: 'Latency by route',
      description: 'Time within which 99 of 100 requests were answered, by route pattern.',
      unit: units.Seconds,
      queries: { '{{route}}': latency(0.99, 'route') },
    },
    {
      title: 'Answers kept',
      description: 'Share of the answers with figures that need not be made anew.',
      unit: units.PercentUnit,
      queries: {
        kept: 'sum(rate(learning_tracker_figure_cache_total{result="hit"}[$__rate_interval])) / sum(rate(learning_tracker_figure_cache_total[$__rate_interval]))',
      },
    },
  ],
  'Exports and processes': [
    {
      title: 'Export files',
      description: 'Files of the last day by what the fetcher did with them.',
      unit: units.Short,
      queries: { '{{outcome}}': 'sum by (outcome) (increase(learning_tracker_files_total[1d]))' },
    },
    {
      title: 'Rows of export files',
      description: 'Rows by what the fetcher did with them.',
      unit: RECORDS_PER_SECOND,
      queries: {
        '{{outcome}}':
          'sum by (outcome) (rate(learning_tracker_export_rows_total{outcome!="read"}[$__rate_interval]))',
      },
    },
    {
      title: 'Waiting for a dependency',
      description: 'Pauses made because something was away.',
      unit: RECORDS_PER_SECOND,
      queries: {
        '{{dependency}}':
          'sum by (dependency) (rate(learning_tracker_dependency_waits_total[$__rate_interval]))',
      },
    },
    {
      title: 'Memory',
      description: 'Resident memory of each process.',
      unit: units.BytesIEC,
      queries: { '{{job}} {{instance}}': 'process_resident_memory_bytes' },
    },
    {
      title: 'Processor time',
      description: 'Share of one core that each process uses.',
      unit: units.PercentUnit,
      queries: { '{{job}} {{instance}}': 'rate(process_cpu_seconds_total[$__rate_interval])' },
    },
    {
      title: 'Event loop delay',
      description: 'The longest 1 % of delays; a process that answers late is busy here.',
      unit: units.Seconds,
      queries: { '{{job}} {{instance}}': 'nodejs_eventloop_lag_p99_seconds' },
    },
  ],
};

function quantile(share: number): string {
  return `histogram_quantile(${share}, sum by (le) (rate(learning_tracker_commit_seconds_bucket[$__rate_interval])))`;
}

/** The dashboard as Grafana keeps it. */
export function buildDashboard(): Dashboard {
  const dashboard = new DashboardBuilder('Learning Tracker')
    .uid('learning-tracker')
    .tags(['learning-tracker'])
    .refresh('10s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('utc')
    .readonly();
  for (const [title, panels] of Object.entries(ROWS)) {
    dashboard.withRow(new RowBuilder(title));
    for (const panel of panels) dashboard.withPanel(timeSeries(panel));
  }
  return dashboard.build();
}

function timeSeries({ title, description, unit, queries }: Panel): PanelBuilder {
  const panel = new PanelBuilder().title(title).description(description).unit(unit).min(0).span(8).height(7);
  const legend = new VizLegendOptionsBuilder().showLegend(true);
  panel.legend(legend.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom));
  panel.datasource({ type: 'prometheus', uid: 'prometheus' });
  for (const [index, [name, expr]] of Object.entries(queries).entries()) {
    const refId = String.fromCharCode(65 + index);
    panel.withTarget(new DataqueryBuilder().refId(refId).expr(expr).legendFormat(name));
  }
  return panel;
}

/** The dashboard as it stands in the file. */
export function dashboardText(): string {
  return `${JSON.stringify(buildDashboard(), null, 2)}\n`;
}

export const DASHBOARD_FILE = new URL('./dashboards/learning-tracker.json', import.meta.url);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync(DASHBOARD_FILE, dashboardText());
