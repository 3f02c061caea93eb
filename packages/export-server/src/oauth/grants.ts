import { createHash, randomBytes } from 'node:crypto';

interface Grant {
  readonly redirectUri: string;
  /** S256 challenge of PKCE; null where the client made none. */
  readonly challenge: string | null;
  readonly expiresAtMs: number;
}

export interface GrantsOptions {
  readonly nowMs: () => number;
  readonly tokenLifetimeMs: number;
}

export type Grants = ReturnType<typeof createGrants>;

const CODE_LIFETIME_MS = 600_000;

/** Codes, refresh tokens and access tokens that were given out. */
export function createGrants({ nowMs, tokenLifetimeMs }: GrantsOptions) {
  const codes = new Map<string, Grant>();
  const refreshTokens = new Set<string>();
  const accessTokens = new Map<string, number>();

  function accessToken(): Record<string, unknown> {
    const token = randomBytes(24).toString('base64url');
    accessTokens.set(token, nowMs() + tokenLifetimeMs);
    return { access_token: token, token_type: 'Bearer', expires_in: Math.floor(tokenLifetimeMs / 1000) };
  }

  return {
    /** A code for one use. */
    code(redirectUri: string, challenge: string | null): string {
      const code = randomBytes(16).toString('base64url');
      codes.set(code, { redirectUri, challenge, expiresAtMs: nowMs() + CODE_LIFETIME_MS });
      return code;
    },
    /** Null where code, redirect or verifier do not belong together. */
    exchange(code: string, redirectUri: string, verifier: string | null): Record<string, unknown> | null {
      const grant = codes.get(code);
      codes.delete(code);
      if (grant === undefined || grant.expiresAtMs <= nowMs() || grant.redirectUri !== redirectUri)
        return null;
      if (grant.challenge !== null && (verifier === null || challengeOf(verifier) !== grant.challenge))
        return null;
      const refresh = randomBytes(24).toString('base64url');
      refreshTokens.add(refresh);
      return { ...accessToken(), refresh_token: refresh };
    },
    refresh: (token: string): Record<string, unknown> | null =>
      refreshTokens.has(token) ? accessToken() : null,
    accepts(token: string): boolean {
      const expiresAtMs = accessTokens.get(token);
      return expiresAtMs !== undefined && expiresAtMs > nowMs();
    },
  };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
