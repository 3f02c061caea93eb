import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gatewayEnvironment } from '@learning-tracker/gateway';
import { type EnvironmentSource, parseEnvironment } from '@learning-tracker/runtime';

/**
 * The secret of learners' tokens: that of the environment, else one beside the data file, readable by its owner only and
 * made when first needed, so that links outlive a restart.
 *
 * @param dataPath absent: only the environment is asked
 * @returns undefined where there is none
 */
export function tokenSecretFor(env: EnvironmentSource, dataPath?: string): string | undefined {
  const { jwtSecret } = parseEnvironment(env, { jwtSecret: gatewayEnvironment.jwtSecret });
  if (jwtSecret !== undefined || dataPath === undefined) return jwtSecret;
  const path = `${dataPath}.token-key`;
  if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}
