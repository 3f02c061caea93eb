import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { exportApiEnvironment } from '@learning-tracker/coursera';
import { consumerGroup } from '@learning-tracker/deployment';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, PersistentVolumeClaim, Service, ServiceAccount } from 'kubernetes-models/v1';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ROOT, readComposeFile, requiredVariables } from './compose-file.ts';
import { kustomizeBuild, runTool } from './tools.ts';

/** The kinds that there may be, and the module whose type each has. */
const KINDS = {
  Deployment: [Deployment, 'kubernetes-models/apps/v1'],
  StatefulSet: [StatefulSet, 'kubernetes-models/apps/v1'],
  HorizontalPodAutoscaler: [HorizontalPodAutoscaler, 'kubernetes-models/autoscaling/v2'],
  PodDisruptionBudget: [PodDisruptionBudget, 'kubernetes-models/policy/v1'],
  ConfigMap: [ConfigMap, 'kubernetes-models/v1'],
  Namespace: [Namespace, 'kubernetes-models/v1'],
  PersistentVolumeClaim: [PersistentVolumeClaim, 'kubernetes-models/v1'],
  Service: [Service, 'kubernetes-models/v1'],
  ServiceAccount: [ServiceAccount, 'kubernetes-models/v1'],
  ScaledObject: [ScaledObject, '@kubernetes-models/keda/keda.sh/v1alpha1'],
  TriggerAuthentication: [TriggerAuthentication, '@kubernetes-models/keda/keda.sh/v1alpha1'],
} as const;

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.enum(Object.keys(KINDS) as [keyof typeof KINDS]),
  metadata: z.looseObject({ name: z.string() }),
});
type Manifest = z.infer<typeof manifest>;

const container = z.looseObject({
  command: z.array(z.string()),
  env: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});
const workload = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    template: z.object({
      spec: z.looseObject({
        terminationGracePeriodSeconds: z.number(),
        containers: z.tuple([container]),
      }),
    }),
  }),
});

async function build(folder: string): Promise<readonly Manifest[]> {
  const [command, ...args] = await kustomizeBuild();
  return parseAllDocuments(runTool(command, [...args, folder])).map((document) =>
    manifest.parse(document.toJS()),
  );
}

const FOLDERS = globSync('deploy/kubernetes/overlays/*', { cwd: ROOT });

test('there is an overlay to begin with', () => {
  expect(FOLDERS).toContain('deploy/kubernetes/overlays/example');
});

describe.each(FOLDERS)('%s', (folder) => {
  let manifests: readonly Manifest[] = [];
  beforeAll(async () => {
    manifests = await build(join(ROOT, folder));
  });
  const workloads = () =>
    manifests
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .map((one) => workload.parse(one));

  test('each manifest has what the schema of its kind demands', () => {
    expect(manifests.length).toBeGreaterThan(10);
    for (const one of manifests) {
      const [Model] = KINDS[one.kind];
      const model = Reflect.construct(Model, [one]);
      expect(one.apiVersion).toBe(Model.apiVersion);
      expect(() => model.validate()).not.toThrow();
    }
    const broken = Reflect.construct(Deployment, [{ spec: { replicas: 'two' } }]);
    expect(() => broken.validate()).toThrow();
  });

  test('no manifest has a field that its kind does not know', () => {
    expect(unknownFields(manifests)).toBe('');
    const [first] = manifests.filter(({ kind }) => kind === 'Deployment');
    expect(unknownFields([z.looseObject({}).parse({ ...first, specc: {} })])).toContain('specc');
  });

  test('the services start as in the compose file, and are told the same', () => {
    const secrets = Object.fromEntries([...requiredVariables()].map((name) => [name, 'x']));
    const { services } = readComposeFile(secrets);
    const settings = Object.keys(
      z
        .object({ data: z.record(z.string(), z.string()) })
        .parse(manifests.find(({ metadata }) => metadata.name.startsWith('settings-'))).data,
    );
    const login = Object.values(exportApiEnvironment).map(({ name }) => name);
    const optional = ['FETCHER_LOOK_INTERVAL_MS', 'GATEWAY_ALLOWED_ORIGINS', ...login];
    expect(
      workloads()
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['fetcher', 'gateway', 'metric-processor', 'weekly-rollover']);
    for (const { metadata, spec } of workloads()) {
      const [{ command, env }] = spec.template.spec.containers;
      const composed = services[metadata.name];
      expect(command).toEqual(composed?.command);
      const told = new Set([
        ...settings,
        ...requiredVariables(),
        ...env.map(({ name }) => name),
        ...optional,
      ]);
      const missing = Object.keys(composed?.environment ?? {}).filter((name) => !told.has(name));
      expect({ name: metadata.name, missing }).toEqual({ name: metadata.name, missing: [] });
    }
  });

  test('every pod is probed, runs without rights, and has time to stop', () => {
    for (const { spec } of workloads()) {
      const { containers, ...pod } = spec.template.spec;
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(10);
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      expect(containers[0]).toMatchObject({
        startupProbe: { httpGet: { path: '/healthz', port: 'http' } },
        livenessProbe: { httpGet: { path: '/healthz', port: 'http' } },
        readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      });
    }
  });

  test('processors are as many as the lag of their group asks for, at most one a partition', () => {
    const scaled = manifests.find(({ kind }) => kind === 'ScaledObject');
    const settings = manifests.find(({ metadata }) => metadata.name.startsWith('settings-'));
    const { STORE_DEPLOYMENT: deployment } = z
      .looseObject({ STORE_DEPLOYMENT: z.string() })
      .parse(settings?.data);
    expect(scaled).toMatchObject({
      spec: {
        scaleTargetRef: { name: 'metric-processor' },
        triggers: [
          {
            type: 'kafka',
            metadata: { consumerGroup: consumerGroup({ deployment }, 'metric-processor') },
          },
        ],
      },
    });
    const { maxReplicaCount } = z.looseObject({ maxReplicaCount: z.number() }).parse(scaled?.spec);
    expect(settings).toMatchObject({ data: { TRACKER_PARTITIONS: String(maxReplicaCount) } });
  });
});

/** What the compiler says of the manifests as literals of their types: it refuses fields that a type does not have. */
function unknownFields(manifests: readonly Record<string, unknown>[]): string {
  // Within the repository, so that the compiler finds the types.
  mkdirSync(join(ROOT, '.data'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.data', 'manifests-'));
  try {
    const imports = Object.entries(KINDS).map(
      ([kind, [, module]]) => `import type { I${kind} } from '${module}';`,
    );
    const lines = manifests.map(
      (one, index) => `export const m${index}: I${String(one.kind)} = ${JSON.stringify(one, null, 1)};`,
    );
    writeFileSync(join(folder, 'manifests.ts'), [...imports, ...lines, ''].join('\n'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          module: 'nodenext',
          target: 'es2024',
          types: [],
        },
        files: ['manifests.ts'],
      }),
    );
    runTool(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder]);
    return '';
  } catch (error) {
    return String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
