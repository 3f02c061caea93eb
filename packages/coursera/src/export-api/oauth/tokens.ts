import type { Clock } from '@learning-tracker/runtime';
import { ExportApiError, isPassing } from '../failures.ts';
import type { Account } from './account.ts';
import type { StoredTokens, TokenStore } from './token-store.ts';

/** Gives the bearer token of each request. */
export interface TokenSource {
  /** A token that is not known to be expired. */
  current(): Promise<string>;
  /**
   * Another token in place of one that the server refused.
   *
   * @param refusal thrown where there is no way to get another one
   */
  renew(refused: string, refusal: unknown): Promise<string>;
}

/** A token that never changes: of a stub server, or from elsewhere. */
export function createFixedToken(token: string): TokenSource {
  return {
    current: async () => token,
    renew: (_refused, refusal) => Promise.reject(refusal),
  };
}

export interface TokenSourceDeps {
  readonly account: Account;
  readonly store: TokenStore;
  readonly clock: Clock;
  /** From the environment; used where the store holds no login. */
  readonly refreshToken?: string | undefined;
}

/** A token is renewed this long before it expires, so that a request under way still has a good one. */
const MARGIN_MICROS = 60_000_000;

/** Tokens of a login; requests that need a new one at the same time share one refresh. */
export function createTokenSource(deps: TokenSourceDeps): TokenSource {
  let known: StoredTokens | null = null;
  let renewing: Promise<string> | null = null;

  const isFresh = ({ expiresAt }: StoredTokens) => expiresAt - MARGIN_MICROS > deps.clock.now();

  /** The store is read each time: another process may have renewed the token. */
  async function renewNow(refused: string | null): Promise<string> {
    const stored = await deps.store.read();
    if (stored !== null && stored.accessToken !== refused && isFresh(stored)) {
      known = stored;
      return stored.accessToken;
    }
    const refreshToken = stored?.refreshToken ?? known?.refreshToken ?? deps.refreshToken;
    if (refreshToken === undefined || refreshToken === null) {
      throw new ExportApiError('COURSERA_LOGIN_NEEDED', 'there is no login, or it cannot be renewed');
    }
    known = await refreshed(refreshToken);
    await deps.store.write(known);
    return known.accessToken;
  }

  async function refreshed(refreshToken: string): Promise<StoredTokens> {
    try {
      return await deps.account.refresh(refreshToken);
    } catch (error) {
      if (isPassing(error) || !(error instanceof ExportApiError)) throw error;
      // Where refresh tokens change, another process may have used this one a moment ago.
      const stored = await deps.store.read();
      if (stored !== null && stored.refreshToken !== refreshToken && isFresh(stored)) return stored;
      throw new ExportApiError('EXPORT_API_UNAUTHORIZED', `the login cannot be renewed: ${error.message}`, {
        cause: error,
      });
    }
  }

  function renewOnce(refused: string | null): Promise<string> {
    renewing ??= renewNow(refused).finally(() => {
      renewing = null;
    });
    return renewing;
  }

  return {
    async current() {
      known ??= await deps.store.read();
      return known !== null && isFresh(known) ? known.accessToken : renewOnce(null);
    },
    async renew(refused) {
      if (known !== null && known.accessToken !== refused) return known.accessToken;
      return renewOnce(refused);
    },
  };
}
