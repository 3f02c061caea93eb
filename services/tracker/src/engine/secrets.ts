import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gatewayEnvironment } from '@learning-tracker/gateway';
import { type EnvironmentSource, parseEnvironment } from '@learning-tracker/runtime';

const { jwtSecret, vaultKey } = gatewayEnvironment;

/**
 * The secret of learners' tokens: that of the environment, else one beside the data file, so that links outlive a restart.
 *
 * @param dataPath absent: only the environment is asked
 * @returns undefined where there is none
 */
export function tokenSecretFor(env: EnvironmentSource, dataPath?: string): string | undefined {
  const { secret } = parseEnvironment(env, { secret: jwtSecret });
  return secret ?? (dataPath === undefined ? undefined : keptIn(`${dataPath}.token-key`));
}

/**
 * The key of the e-mail vault: that of the environment, else one beside the data file, which belongs into another backup
 * than the data.
 */
export function vaultKeyFor(env: EnvironmentSource, dataPath: string): string {
  return parseEnvironment(env, { key: vaultKey }).key ?? keptIn(`${dataPath}.vault-key`);
}

/** Readable by its owner only; made when first needed. */
function keptIn(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}
