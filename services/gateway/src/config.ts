import { variable } from '@learning-tracker/runtime';
import { z } from 'zod';

export interface GatewayConfig {
  /** Origins whose pages may call the gateway, exactly as browsers send them; none by default. */
  readonly allowedOrigins: readonly string[];
  /** Origins of pages that may frame the dashboard, beside the gateway's own. */
  readonly frameAncestors: readonly string[];
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

/** Environment variables of the gateway; the service that composes it spreads them into its own. */
export const gatewayEnvironment = {
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
} as const;
