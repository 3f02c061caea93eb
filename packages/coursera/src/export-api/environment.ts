import {
  type Clock,
  type EnvironmentOf,
  type Scheduler,
  secretVariable,
  variable,
} from '@learning-tracker/runtime';
import { z } from 'zod';
import { COURSERA_API_URL, createExportApi } from './client.ts';
import { ExportApiError } from './failures.ts';
import { createHttp, type HttpDeps } from './http/http.ts';
import type { ExportApi } from './model.ts';
import { type Account, COURSERA_ACCOUNTS_URL, createAccount } from './oauth/account.ts';
import { createMemoryTokens, createTokenFile, type TokenStore } from './oauth/token-store.ts';
import { createFixedToken, createTokenSource, type TokenSource } from './oauth/tokens.ts';

const url = z.url({ protocol: /^https?$/, error: 'is not an http or https address' });
const secret = z.string().optional();

/** Environment variables of the export API's client; the service that composes it spreads them into its own. */
export const exportApiEnvironment = {
  courseraApiUrl: variable('COURSERA_API_URL', url.default(COURSERA_API_URL), 'root of the export API'),
  courseraAccountsUrl: variable(
    'COURSERA_ACCOUNTS_URL',
    url.default(COURSERA_ACCOUNTS_URL),
    'root of the account server',
  ),
  courseraClientId: variable(
    'COURSERA_CLIENT_ID',
    z.string().optional(),
    'client id of the OAuth2 application',
  ),
  courseraClientSecret: secretVariable('COURSERA_CLIENT_SECRET', secret, 'its secret'),
  courseraRefreshToken: secretVariable('COURSERA_REFRESH_TOKEN', secret, 'login in place of a token file'),
  courseraAccessToken: secretVariable(
    'COURSERA_ACCESS_TOKEN',
    secret,
    'fixed bearer token in place of any login',
  ),
  courseraTokenFile: variable('COURSERA_TOKEN_FILE', z.string().optional(), 'file that keeps the login'),
} as const;

export type ExportApiSettings = EnvironmentOf<typeof exportApiEnvironment>;

/** Whether there is a login, or a hint of one: nobody who does not use the export API sets any of these. */
export function isExportApiGiven(settings: Partial<ExportApiSettings>): boolean {
  const { courseraAccessToken, courseraRefreshToken, courseraTokenFile, courseraClientId } = settings;
  return [courseraAccessToken, courseraRefreshToken, courseraTokenFile, courseraClientId].some(
    (value) => value !== undefined,
  );
}

/** What a service, which nobody can log in by hand, lacks between its variables; a check for `parseEnvironment`. */
export function exportApiProblems(settings: Partial<ExportApiSettings>): readonly string[] {
  const { courseraAccessToken, courseraRefreshToken, courseraTokenFile, courseraClientId } = settings;
  if (!isExportApiGiven(settings) || courseraAccessToken !== undefined) return [];
  const hasLogin = courseraRefreshToken !== undefined || courseraTokenFile !== undefined;
  if (courseraClientId === undefined)
    return ['COURSERA_CLIENT_ID: is not set; a login belongs to an application'];
  if (hasLogin) return [];
  return ['COURSERA_CLIENT_ID: set COURSERA_TOKEN_FILE or COURSERA_REFRESH_TOKEN, too: the login itself'];
}

export interface ExportApiConnection {
  readonly api: ExportApi;
  readonly tokens: TokenSource;
}

/** Composes the client that the settings describe; makes no request. */
export function connectExportApi(
  settings: ExportApiSettings,
  deps: Omit<HttpDeps, 'clock'> & { readonly clock: Clock; readonly scheduler?: Scheduler },
): ExportApiConnection {
  const http = createHttp(deps);
  const tokens = tokensOf(settings, deps);
  return { api: createExportApi({ http, tokens, apiUrl: settings.courseraApiUrl }), tokens };
}

function tokensOf(settings: ExportApiSettings, deps: HttpDeps): TokenSource {
  if (settings.courseraAccessToken !== undefined) return createFixedToken(settings.courseraAccessToken);
  return createTokenSource({
    account: accountOf(settings, deps),
    store: tokenStoreOf(settings),
    clock: deps.clock,
    refreshToken: settings.courseraRefreshToken,
  });
}

/** Where the login is kept; credentials of the environment alone are kept in memory. */
export function tokenStoreOf({ courseraTokenFile }: ExportApiSettings): TokenStore {
  return courseraTokenFile === undefined ? createMemoryTokens() : createTokenFile(courseraTokenFile);
}

/** @throws ExportApiError COURSERA_LOGIN_NEEDED without a client id */
export function accountOf(settings: ExportApiSettings, deps: HttpDeps): Account {
  const { courseraClientId: clientId } = settings;
  if (clientId === undefined) {
    throw new ExportApiError('COURSERA_LOGIN_NEEDED', 'COURSERA_CLIENT_ID is not set');
  }
  return createAccount({
    http: createHttp(deps),
    clock: deps.clock,
    clientId,
    clientSecret: settings.courseraClientSecret,
    accountsUrl: settings.courseraAccountsUrl,
  });
}
