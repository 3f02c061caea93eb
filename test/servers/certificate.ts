import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureProgram } from './programs.ts';

const run = promisify(execFile);

/** Files of a self-signed certificate for 127.0.0.1, which is its own authority; valid for a day. */
export async function makeCertificate(
  folder: string,
): Promise<{ readonly cert: string; readonly key: string }> {
  await ensureProgram({ name: 'openssl', debianPackage: 'openssl' });
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const options = [
    ...['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
  ];
  await run('openssl', ['req', '-x509', ...options, '-keyout', key, '-out', cert]);
  return { cert, key };
}
