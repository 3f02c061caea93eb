import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Program {
  readonly name: string;
  /** Where apt-get finds it. */
  readonly debianPackage: string;
}

/**
 * Makes sure that a program is on the PATH: installs it where this process may (root, apt-get).
 * @throws Error that names the program and what to do
 */
export async function ensureProgram(program: Program): Promise<void> {
  if (await isOnPath(program.name)) return;
  const missing = `${program.name} is not on the PATH`;
  const remedy = `Install it (Debian and Ubuntu: apt-get install ${program.debianPackage}) and start again.`;
  if (process.getuid?.() !== 0 || !(await isOnPath('apt-get'))) {
    throw new Error(`${missing}, and only root may install it with apt-get. ${remedy}`);
  }
  try {
    await aptInstall(program.debianPackage);
  } catch (cause) {
    throw new Error(`${missing}, and installing it failed: ${lastLine(cause)}. ${remedy}`, { cause });
  }
  if (!(await isOnPath(program.name))) {
    throw new Error(`${missing}, although package ${program.debianPackage} is installed. ${remedy}`);
  }
}

/** Run level 1 keeps the package from starting a service of its own; the lock is waited for, others may install too. */
async function aptInstall(name: string): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const lock = ['-o', 'DPkg::Lock::Timeout=120'];
  await run('apt-get', [...lock, 'update', '-qq'], { env });
  await run('apt-get', [...lock, 'install', '-y', '-qq', '--no-install-recommends', name], { env });
}

async function isOnPath(name: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? text;
}
