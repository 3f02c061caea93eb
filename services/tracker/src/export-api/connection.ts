import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  connectExportApi,
  type ExportApi,
  type ExportApiSettings,
  exportApiEnvironment,
  type HttpDeps,
} from '@learning-tracker/coursera';
import { parseEnvironment, systemClock } from '@learning-tracker/runtime';

type Environment = Readonly<Record<string, string | undefined>>;

/** How this user reaches the export API. A login is kept below the home folder unless the environment names a file. */
export function exportApiSettings(env: Environment): ExportApiSettings {
  const settings = parseEnvironment(env, exportApiEnvironment);
  if (settings.courseraTokenFile !== undefined || settings.courseraRefreshToken !== undefined)
    return settings;
  const configHome = env.XDG_CONFIG_HOME ?? '';
  const folder = configHome === '' ? join(homedir(), '.config') : configHome;
  return { ...settings, courseraTokenFile: join(folder, 'learning-tracker', 'coursera-login.json') };
}

export function exportApiOf(env: Environment, deps: Omit<HttpDeps, 'clock'> = {}): ExportApi {
  return connectExportApi(exportApiSettings(env), { ...deps, clock: systemClock }).api;
}
