import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { messageOf, pauseFor, type Scheduler, systemScheduler } from '@learning-tracker/runtime';
import { ExportApiError } from '../failures.ts';
import type { Account } from './account.ts';
import type { StoredTokens } from './token-store.ts';

export interface LoginOptions {
  readonly account: Account;
  /** What is asked for; scopes are separated by blanks. */
  readonly scope: string;
  /** As registered with the client id; its host must be this machine. Port 0 lets the system choose. */
  readonly redirectUri: string;
  /** Shows the address a person has to open. */
  onAddress(url: string): void;
  /** How long a person may take (default 300,000). */
  readonly timeoutMs?: number;
  readonly scheduler?: Scheduler;
}

/**
 * Logs in by the authorization-code flow (RFC 6749, 4.1) with PKCE (RFC 7636): a person opens an address, and the
 * account server sends the browser back to a server that listens on this machine meanwhile.
 *
 * @throws ExportApiError COURSERA_LOGIN_FAILED
 */
export async function login(options: LoginOptions): Promise<StoredTokens> {
  const { account, scheduler = systemScheduler, timeoutMs = 300_000 } = options;
  const state = randomBytes(16).toString('base64url');
  const codeVerifier = randomBytes(32).toString('base64url');
  const redirect = new URL(options.redirectUri);
  const code = Promise.withResolvers<string>();
  // Settled below in any case; without this a refusal before that would end the process.
  code.promise.catch(() => {});
  const server = createServer((request, response) => {
    const answer = new URL(request.url ?? '/', redirect);
    if (answer.pathname !== redirect.pathname) {
      response.writeHead(404).end();
      return;
    }
    const query = answer.searchParams;
    if (!isSame(query.get('state') ?? '', state)) {
      // Not the end of the login: anybody can send such a request.
      response.writeHead(400, PLAIN).end('This answer belongs to another login.\n');
      return;
    }
    const text = query.get('code');
    const problem = query.get('error');
    if (text !== null && problem === null) {
      response.writeHead(200, PLAIN).end('Logged in. This window can be closed.\n');
      code.resolve(text);
    } else {
      response.writeHead(400, PLAIN).end('The login was refused; the terminal says more.\n');
      const why = [problem, query.get('error_description')].filter((part) => part !== null).join(': ');
      code.reject(failed(`the account server answered ${why === '' ? 'without a code' : why}`));
    }
  });
  const ended = new AbortController();
  try {
    redirect.port = String(await listen(server, redirect));
    options.onAddress(
      account.authorizationUrl({
        response_type: 'code',
        access_type: 'offline',
        redirect_uri: redirect.href,
        scope: options.scope,
        state,
        code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        code_challenge_method: 'S256',
      }),
    );
    const tooLate = pauseFor(timeoutMs, scheduler, ended.signal).then(() => {
      throw failed(`nobody logged in within ${Math.round(timeoutMs / 1000)} seconds`);
    });
    const received = await Promise.race([code.promise, tooLate]);
    return await account.exchange({ code: received, redirectUri: redirect.href, codeVerifier });
  } catch (error) {
    if (error instanceof ExportApiError && error.code === 'COURSERA_LOGIN_FAILED') throw error;
    throw failed(messageOf(error), error);
  } finally {
    ended.abort();
    server.closeAllConnections();
    server.close();
  }
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' };

function failed(why: string, cause?: unknown): ExportApiError {
  return new ExportApiError('COURSERA_LOGIN_FAILED', `the login failed: ${why}`, { cause });
}

/** Listens on this machine only, whatever name the redirect has for it. */
function listen(server: Server, { hostname, port }: URL): Promise<number> {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    return Promise.reject(failed(`the redirect must lead to this machine, not to ${hostname}`));
  }
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: hostname === '[::1]' ? '::1' : hostname, port: Number(port) }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : Number(port));
    });
  });
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
