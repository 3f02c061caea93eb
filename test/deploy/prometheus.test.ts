import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectProcessTelemetry, createTelemetry, METRIC_DEFINITIONS } from '@learning-tracker/runtime';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildDashboard, DASHBOARD_FILE, dashboardText } from '../../deploy/grafana/dashboard.ts';
import { ROOT, readComposeFile, requiredVariables } from './compose-file.ts';
import { promtool, runTool } from './tools.ts';

const FOLDER = `${ROOT}deploy/prometheus/`;
const read = (path: string): unknown => parse(readFileSync(path, 'utf8'));

const rules = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string().optional(),
            expr: z.string(),
            annotations: z.object({ summary: z.string(), runbook: z.string() }).optional(),
          }),
        ),
      }),
    ),
  })
  .parse(read(`${FOLDER}alerts.yml`))
  .groups.flatMap((group) => group.rules);

const panels = z.array(
  z.looseObject({ id: z.number().optional(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
);
/** Grafana puts the range in before it asks. */
const asked = panels
  .parse(buildDashboard().panels)
  .flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')));

test('Prometheus accepts its configuration and rules', async () => {
  runTool(await promtool(), ['check', 'config', `${FOLDER}prometheus.yml`]);
});

test('each alert fires when it should, and not before', async () => {
  runTool(await promtool(), ['test', 'rules', `${ROOT}test/deploy/alerts.test.yml`]);
  const tested = readFileSync(`${ROOT}test/deploy/alerts.test.yml`, 'utf8');
  const alerts = rules.flatMap(({ alert }) => alert ?? []);
  expect(alerts.filter((alert) => !tested.includes(`alertname: ${alert}`))).toEqual([]);
});

test('each alert has its place in the runbook', () => {
  const runbook = readFileSync(`${ROOT}docs/runbook.md`, 'utf8');
  for (const { alert, annotations } of rules) {
    if (alert === undefined) continue;
    expect(annotations?.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(runbook).toMatch(new RegExp(`^### ${alert}$`, 'm'));
  }
});

test('the dashboard on disk is the one in code, and Prometheus can read all that it asks', async () => {
  expect(readFileSync(DASHBOARD_FILE, 'utf8')).toBe(dashboardText());
  expect(asked.length).toBeGreaterThan(15);
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'asked.json');
  const group = { name: 'asked', rules: asked.map((expr, index) => ({ record: `panel:${index}`, expr })) };
  writeFileSync(path, JSON.stringify({ groups: [group] }));
  runTool(await promtool(), ['check', 'rules', path]);
});

test('every number that rules and dashboard name is exported, with the labels they use', async () => {
  const telemetry = createTelemetry();
  collectProcessTelemetry(telemetry);
  const ours: readonly string[] = Object.keys(METRIC_DEFINITIONS);
  const ofProcess = (await telemetry.registry.getMetricsAsJSON())
    .map(({ name }) => name)
    .filter((name) => !ours.includes(name));
  const histograms = Object.entries(METRIC_DEFINITIONS).flatMap(([name, { kind }]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [],
  );
  const known = new Set([...ours, ...histograms, ...ofProcess]);
  const expressions = [...asked, ...rules.map(({ expr }) => expr)];
  const named = expressions.flatMap((expr) => expr.match(/\b(?:learning_tracker|process|nodejs)_\w+/g) ?? []);
  expect(new Set(named).size).toBeGreaterThan(12);
  expect(named.filter((name) => !known.has(name))).toEqual([]);

  const labels = new Set<string>(Object.values(METRIC_DEFINITIONS).flatMap((each) => [...each.labels]));
  for (const name of ['le', 'instance', 'job']) labels.add(name);
  const used = expressions.flatMap((expr) =>
    [...expr.matchAll(/\b(?:by|on) \(([^)]+)\)|\{(\w+)!?[=~]/g)].flatMap(([, by, matched]) =>
      (by ?? matched ?? '').split(', '),
    ),
  );
  expect(used.filter((label) => !labels.has(label))).toEqual([]);
});

test('Prometheus looks where the compose file lets the services answer', () => {
  const secrets = Object.fromEntries([...requiredVariables()].map((name) => [name, 'x']));
  const { services } = readComposeFile(secrets);
  const jobs = z
    .object({
      scrape_configs: z.array(
        z.object({
          job_name: z.string(),
          dns_sd_configs: z.array(z.object({ names: z.tuple([z.string()]), port: z.number() })).length(1),
        }),
      ),
    })
    .parse(read(`${FOLDER}prometheus.yml`)).scrape_configs;
  const looked = jobs.map(({ dns_sd_configs: [config] }) => [config?.names[0], String(config?.port)]);
  const answering = Object.entries(services).flatMap(([name, { environment }]) => {
    const port = environment.GATEWAY_PORT ?? environment.OPERATIONS_PORT;
    return port === undefined ? [] : [[name, port]];
  });
  expect(looked.sort()).toEqual(answering.sort());
});
