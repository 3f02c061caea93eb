/**
 * Runs every check and every test, and closes with one line `N passed, N failed`. A check (types, lint, layers,
 * generated code) counts as one test. Exits 1 on any failure, also when no test ran.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['type check', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['type check of the dashboard', 'tsc', ['--noEmit', '-p', 'services/gateway/dashboard/tsconfig.json']],
  ['lint', 'biome', ['check', '--error-on-warnings', '.']],
  ['layers', 'node', ['scripts/check-layers.ts']],
  ['generated events', 'node', ['scripts/generate-events.ts', '--check']],
  ['generated pages', 'node', ['scripts/generate-docs.ts', '--check']],
  ['build of the dashboard', 'node', ['scripts/build-dashboard.ts']],
];

let passed = 0;
let failed = 0;
for (const [name, command, args] of CHECKS) {
  const ok = run(command, args);
  process.stdout.write(`${ok ? 'ok' : 'FAILED'}: ${name}\n`);
  if (ok) passed += 1;
  else failed += 1;
}

const folder = mkdtempSync(join(tmpdir(), 'learning-tracker-test-'));
try {
  const report = join(folder, 'report.json');
  const ok = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const counts = readCounts(report);
  passed += counts.passed;
  // A run that broke down without a failed test (a file that does not load, an unhandled error) has failed too.
  failed += ok ? counts.failed : Math.max(1, counts.failed);
  if (counts.passed === 0) failed += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

/** Skipped and to-do tests count as failed: nothing skips. */
function readCounts(path: string): { passed: number; failed: number } {
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const count = (name: string): number => {
      const value: unknown =
        typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined;
      return typeof value === 'number' ? value : 0;
    };
    return {
      passed: count('numPassedTests'),
      failed: count('numFailedTests') + count('numPendingTests') + count('numTodoTests'),
    };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
