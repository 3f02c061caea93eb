import { type EnvironmentOf, fileContent, secretVariable, variable } from '@learning-tracker/runtime';
import { SHORTEST_VAULT_KEY } from '@learning-tracker/storage';
import { z } from 'zod';
import { SHORTEST_SECRET, type TokenKeys } from './access/keys.ts';
import type { OpenLimits } from './access/open-access.ts';
import type { OwnDataLimits } from './access/own-data-limits.ts';

export interface GatewayConfig {
  /** Origins whose pages may call the gateway, exactly as browsers send them; none by default. */
  readonly allowedOrigins: readonly string[];
  /** Origins of pages that may frame the dashboard, beside the gateway's own. */
  readonly frameAncestors: readonly string[];
  /** `open`: widget routes also answer without a token (widget-api.md). */
  readonly widgetAccess: 'signed' | 'open';
  readonly openLimits: OpenLimits;
  /** Requests a minute that one address may send without a token that is known already; a campus can stand behind one. */
  readonly requestsPerAddress: number;
  /** Requests a minute that one learner, or one of the staff, may send. */
  readonly requestsPerLearner: number;
  /** Addresses (or CIDR ranges) of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** How many verified tokens are kept. */
  readonly cachedTokens: number;
  /** Downloads of all that is held of a learner. */
  readonly ownDataLimits: OwnDataLimits;
  /** Streams open at a time. */
  readonly mostStreams: number;
  /** Largest request body. */
  readonly bodyLimitBytes: number;
  /** A request must have arrived whole within this time. */
  readonly requestTimeoutMs: number;
  /** How long an idle connection stays open. */
  readonly keepAliveTimeoutMs: number;
  /** How long a connection may stay silent, an answer that is being made included. */
  readonly connectionTimeoutMs: number;
  /** How many answers are kept; each is some kilobytes. */
  readonly cachedAnswers: number;
}

export const DEFAULT_GATEWAY_CONFIG: GatewayConfig = {
  allowedOrigins: [],
  frameAncestors: [],
  widgetAccess: 'signed',
  openLimits: { missesPerAddress: 1_000, changesPerAddress: 200, changesInAll: 5_000 },
  requestsPerAddress: 6_000,
  requestsPerLearner: 600,
  trustedProxies: [],
  cachedTokens: 20_000,
  ownDataLimits: { perHour: 10, atOnce: 4 },
  mostStreams: 5_000,
  // A goal of 2,000 characters, each escaped as a pair of surrogates, has 24,000 bytes.
  bodyLimitBytes: 32 * 1024,
  requestTimeoutMs: 10_000,
  keepAliveTimeoutMs: 72_000,
  connectionTimeoutMs: 60_000,
  cachedAnswers: 5_000,
};

const origin = z.string().refine((text) => {
  try {
    return new URL(text).origin === text;
  } catch {
    return false;
  }
}, 'is not an origin such as https://www.example.org');

const origins = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''))
  .pipe(z.array(origin));

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((part) => part.trim()))
  .transform((parts) => parts.filter((part) => part !== ''));

const perMinute = (most: number) => z.coerce.number().int().min(1).default(most);

/** Environment variables of the gateway; the service that composes it spreads them into its own. */
export const gatewayEnvironment = {
  jwtSecret: secretVariable(
    'GATEWAY_JWT_SECRET',
    z.string().min(SHORTEST_SECRET, `must have at least ${SHORTEST_SECRET} characters`).optional(),
    'secret of tokens signed with HS256, and of stream tickets; the same in all gateways',
  ),
  jwksUrl: variable(
    'GATEWAY_JWKS_URL',
    z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }).optional(),
    'address of the JWK set of whoever issues tokens',
  ),
  jwks: variable(
    'GATEWAY_JWKS_FILE',
    fileContent.optional(),
    'file with the JWK set of whoever issues tokens',
  ),
  jwtAudience: variable(
    'GATEWAY_JWT_AUDIENCE',
    z.string().optional(),
    'audience that tokens must name; needed where the issuer also signs for others',
  ),
  vaultKey: secretVariable(
    'GATEWAY_VAULT_KEY',
    z.string().min(SHORTEST_VAULT_KEY, `must have at least ${SHORTEST_VAULT_KEY} characters`).optional(),
    'key that e-mail addresses of learners are encrypted with, the same in all gateways for ever; without it none is kept',
  ),
  widgetAccess: variable(
    'GATEWAY_WIDGET_ACCESS',
    z.enum(['signed', 'open'], 'must be signed or open').default('signed'),
    'open: widget routes answer whoever knows the hashed id of a learner, as Coursera needs it',
  ),
  allowedOrigins: variable(
    'GATEWAY_ALLOWED_ORIGINS',
    origins,
    'origins whose pages may call the gateway, separated by commas',
  ),
  frameAncestors: variable(
    'GATEWAY_FRAME_ANCESTORS',
    origins,
    "origins of pages that may frame the dashboard, separated by commas; the gateway's own always may",
  ),
  trustedProxies: variable(
    'GATEWAY_TRUSTED_PROXIES',
    list,
    'addresses of proxies whose X-Forwarded-For is believed, separated by commas',
  ),
  requestsPerAddress: variable(
    'GATEWAY_REQUESTS_PER_ADDRESS',
    perMinute(DEFAULT_GATEWAY_CONFIG.requestsPerAddress),
    'requests a minute that one address may send without a token that is known already',
  ),
  requestsPerLearner: variable(
    'GATEWAY_REQUESTS_PER_LEARNER',
    perMinute(DEFAULT_GATEWAY_CONFIG.requestsPerLearner),
    'requests a minute that one learner, or one of the staff, may send',
  ),
} as const;

type GatewayValues = EnvironmentOf<typeof gatewayEnvironment>;

/** What is wrong between variables; a check for `parseEnvironment`. */
export function gatewayProblems(values: Partial<GatewayValues>): readonly string[] {
  const { jwtSecret, jwksUrl, jwks } = values;
  const given = [jwksUrl, jwks].filter((one) => one !== undefined).length;
  if (given > 1) return ['GATEWAY_JWKS_URL and GATEWAY_JWKS_FILE are both set; set one of them'];
  if (given === 0 && jwtSecret === undefined) {
    return ['none of GATEWAY_JWT_SECRET, GATEWAY_JWKS_URL and GATEWAY_JWKS_FILE gives a key for tokens'];
  }
  return [];
}

export function tokenKeysOf(
  values: Pick<GatewayValues, 'jwtSecret' | 'jwksUrl' | 'jwks' | 'jwtAudience'>,
): TokenKeys {
  return {
    secret: values.jwtSecret,
    jwksUrl: values.jwksUrl,
    jwks: values.jwks,
    audience: values.jwtAudience,
  };
}

export function gatewayConfigOf(
  values: Pick<
    GatewayValues,
    | 'allowedOrigins'
    | 'frameAncestors'
    | 'widgetAccess'
    | 'trustedProxies'
    | 'requestsPerAddress'
    | 'requestsPerLearner'
  >,
): Partial<GatewayConfig> {
  const { allowedOrigins, frameAncestors, widgetAccess, trustedProxies } = values;
  const { requestsPerAddress, requestsPerLearner } = values;
  return {
    allowedOrigins,
    frameAncestors,
    widgetAccess,
    trustedProxies,
    requestsPerAddress,
    requestsPerLearner,
  };
}
