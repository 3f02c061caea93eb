/**
 * Writes .env with a random value for each secret of docker-compose.yml that it does not hold yet. What is there stays:
 * the erasure key and the vault key must never change, since nothing they were used on could be read with another.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const SECRETS = [
  'GATEWAY_JWT_SECRET',
  'GATEWAY_VAULT_KEY',
  'TRACKER_ERASURE_KEY',
  'REDIS_PASSWORD',
  'GRAFANA_PASSWORD',
];

const path = resolve(process.argv[2] ?? '.env');
const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
const missing = SECRETS.filter((name) => !new RegExp(`^${name}=.`, 'm').test(before));
if (missing.length > 0) {
  const lines = missing.map((name) => `${name}=${randomBytes(32).toString('base64url')}\n`).join('');
  const text = before === '' || before.endsWith('\n') ? before + lines : `${before}\n${lines}`;
  writeFileSync(path, text, { mode: 0o600 });
  process.stderr.write(`wrote ${missing.join(', ')} to ${path}\n`);
}
chmodSync(path, 0o600);
