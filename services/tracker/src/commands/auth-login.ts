import { accountOf, login, tokenStoreOf } from '@learning-tracker/coursera';
import { systemClock } from '@learning-tracker/runtime';
import { exportApiSettings } from '../export-api/connection.ts';

export interface AuthLoginOptions {
  readonly scope: string;
  readonly redirectUri: string;
}

/** Logs in to the export API in the browser and keeps the login. @returns the exit code */
export async function authLogin(
  options: AuthLoginOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const settings = exportApiSettings(env);
  const account = accountOf(settings, { clock: systemClock });
  const tokens = await login({
    ...options,
    account,
    onAddress: (url) => process.stderr.write(`Open this address and allow access:\n${url}\n`),
  });
  await tokenStoreOf(settings).write(tokens);
  process.stderr.write(`Logged in; the login is kept in ${settings.courseraTokenFile ?? 'memory'}\n`);
  return 0;
}
