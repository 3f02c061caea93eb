import { TrackerError } from '@learning-tracker/runtime';

/** Codes of refusals and errors of the gateway (docs/errors.md). */
export const GATEWAY_ERRORS = {
  UNAUTHORIZED:
    'The request has no valid token. Use the link that was handed out, or send it as `Authorization: Bearer`.',
  FORBIDDEN:
    'The token is valid but does not open this. A learner sees what is his or her own, staff their courses.',
  RATE_LIMITED: 'Too many requests. Wait as many seconds as `Retry-After` says.',
  NO_HISTORY:
    'There is no snapshot of the cohort (of this day). One is made with each day of data; when somebody withdraws consent all are dropped, and the newest is made anew at the next look.',
  UNKNOWN_COURSE:
    'No course of this id, and no branch of this id in a known course. Check the id; a new course is known once its configuration was published.',
  UNKNOWN_LEARNER:
    'The course has no learner with this table id (yet). Learners appear with the first export that names them.',
  UNKNOWN_ERASURE:
    'No receipt of this id. While a learner is being forgotten, only the gateway that was asked knows of it.',
  UNKNOWN_ROUTE: 'Nothing is served at this address. Check it against the documentation of the routes.',
  SETTINGS_INVALID:
    'What the body asks for cannot be stored; the message names each field. Correct them and send it again.',
  CHANGE_NOT_OPEN:
    'Goal and indicators may be changed once a week after the first choice. The document of the learner tells by its flags when.',
  SETTINGS_CONFLICT:
    'Another change of the same settings was accepted meanwhile, and nothing of this one was stored. Load the settings again, then decide anew.',
  BAD_REQUEST: 'The request cannot be understood; the message says which part of it.',
  INTERNAL: 'Something failed inside. The log of the gateway, not the answer, holds the reason.',
  UNAVAILABLE: 'The gateway cannot answer at present. Ask again in some seconds; `/readyz` says why.',
  GATEWAY_ADDRESS_UNUSABLE:
    'The gateway cannot listen at its address. Stop whatever else uses the port, or choose another one.',
  DASHBOARD_NOT_BUILT:
    'The dashboard has not been built. Run `npm run build:dashboard` (`make run` does) and start again.',
  GATEWAY_KEYS_UNUSABLE:
    'Tokens cannot be verified. Give a secret of at least 32 random characters (`GATEWAY_JWT_SECRET`), a JWK set (`GATEWAY_JWKS_URL` or `GATEWAY_JWKS_FILE`), or both.',
} as const;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

/** A request that is answered with a 4xx status, or 503 where it may be sent again; its message is shown to the caller. */
export class Refusal extends TrackerError {
  readonly statusCode: number;

  constructor(code: GatewayErrorCode, statusCode: number, message: string) {
    super(code, message, GATEWAY_ERRORS[code]);
    this.name = 'Refusal';
    this.statusCode = statusCode;
  }
}
