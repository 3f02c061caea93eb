/**
 * Checks the layers (.dependency-cruiser.json) and that they were really seen: a cruiser that cannot read the
 * language passes happily on 0 modules, so it must have cruised every source file there is.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const sources = globSync([
  'packages/*/{src,contract}/**/*.ts',
  'services/*/{src,dashboard/src}/**/*.{ts,tsx}',
]).map((path) => path.replaceAll('\\', '/'));
const cruise = spawnSync(
  'depcruise',
  ['--config', '.dependency-cruiser.json', '--output-type', 'json', 'packages', 'services'],
  { encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 },
);
if (cruise.stdout === '') fail(`depcruise printed nothing: ${cruise.stderr}`);
const result: {
  modules: { source: string; dependencies: unknown[] }[];
  summary: { violations: Violation[] };
} = JSON.parse(cruise.stdout);
interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

for (const { rule, from, to } of result.summary.violations)
  process.stderr.write(`${rule.name}: ${from} → ${to}\n`);
if (result.summary.violations.length > 0)
  fail(`${result.summary.violations.length} imports break the layers`);
const seen = new Set(result.modules.map((module) => module.source));
const unseen = sources.filter((source) => !seen.has(source));
if (unseen.length > 0) fail(`${unseen.length} source files were not cruised, such as ${unseen[0]}`);
const imports = result.modules.reduce((sum, module) => sum + module.dependencies.length, 0);
if (imports < sources.length)
  fail(`only ${imports} imports were seen in ${sources.length} files; the parser does not read them`);
process.stdout.write(`${sources.length} files, ${imports} imports, no layer broken\n`);

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
