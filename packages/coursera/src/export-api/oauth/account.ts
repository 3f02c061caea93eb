import { type Clock, messageOf } from '@learning-tracker/runtime';
import { z } from 'zod';
import { ExportApiError } from '../failures.ts';
import type { Http } from '../http/http.ts';
import type { StoredTokens } from './token-store.ts';

export const COURSERA_ACCOUNTS_URL = 'https://accounts.coursera.org/oauth2/v1/';

export interface AccountDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly clientId: string;
  /** Absent for a public client, which has PKCE alone. */
  readonly clientSecret?: string | undefined;
  /** Root of the account server (default Coursera's). */
  readonly accountsUrl?: string;
}

export interface CodeExchange {
  readonly code: string;
  readonly redirectUri: string;
  /** PKCE (RFC 7636). */
  readonly codeVerifier: string;
}

/** The token endpoint of the account server (RFC 6749, 4.1.3 and 6). */
export interface Account {
  /** Address of the authorization page with this query. */
  authorizationUrl(query: Readonly<Record<string, string>>): string;
  /** @throws ExportApiError `EXPORT_API_REFUSED` and the like, in the server's words */
  exchange(code: CodeExchange): Promise<StoredTokens>;
  /** The refresh token of the answer, or where it has none the old one, which then goes on. */
  refresh(refreshToken: string): Promise<StoredTokens>;
}

// The specification of the API names two fields only; a general client library insists on more.
const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().nonnegative(),
  refresh_token: z.string().min(1).nullish(),
});

export function createAccount(deps: AccountDeps): Account {
  const { http, clock, clientId, clientSecret, accountsUrl = COURSERA_ACCOUNTS_URL } = deps;
  const root = accountsUrl.endsWith('/') ? accountsUrl : `${accountsUrl}/`;

  async function tokens(
    form: Readonly<Record<string, string>>,
    before: string | null,
  ): Promise<StoredTokens> {
    const askedAt = clock.now();
    const secret = clientSecret === undefined ? {} : { client_secret: clientSecret };
    const url = new URL('token', root);
    const text = await http.send({
      method: 'POST',
      url,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...form, client_id: clientId, ...secret }).toString(),
    });
    const answer = tokenAnswer.safeParse(jsonOf(text));
    if (!answer.success) {
      throw new ExportApiError(
        'EXPORT_API_ANSWER_UNKNOWN',
        `POST ${url.origin}${url.pathname}: the answer holds no access_token with expires_in`,
      );
    }
    const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken } = answer.data;
    return {
      accessToken,
      expiresAt: askedAt + Math.round(seconds * 1e6),
      refreshToken: refreshToken ?? before,
    };
  }

  return {
    authorizationUrl(query) {
      const url = new URL('auth', root);
      for (const [name, value] of Object.entries({ client_id: clientId, ...query })) {
        url.searchParams.set(name, value);
      }
      return url.href;
    },
    exchange: ({ code, redirectUri, codeVerifier }) =>
      tokens(
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          code_verifier: codeVerifier,
          access_type: 'offline',
        },
        null,
      ),
    refresh: (refreshToken) =>
      tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }, refreshToken),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return messageOf(error);
  }
}
