import type { DomainErrorCode } from '@parley/domains/errors';
import type { HubErrorCode } from '@parley/hub';

/** Refusals of the REST door itself, with status and default text. */
export const restErrors = {
  bad_request: { status: 400, text: 'The request cannot be read.' },
  not_signed_in: { status: 401, text: 'Sign in first.' },
  app_token_needed: {
    status: 401,
    text: 'This needs the app token: Authorization: Bearer …',
  },
  cross_site: {
    status: 403,
    text: 'This came from a page of another site; see PARLEY_ORIGINS.',
  },
  upload_broken: { status: 400, text: 'The file did not come to its end.' },
  not_found: { status: 404, text: 'There is no such thing, or it is not yours to see.' },
  conflict: { status: 409, text: 'This is being done already.' },
  too_large: { status: 413, text: 'The body is too large.' },
  not_json: { status: 415, text: 'The body must be JSON: Content-Type: application/json.' },
  invalid: { status: 422, text: 'Some fields are not as they should be.' },
  rate_limited: { status: 429, text: 'Too many tries; wait a moment.' },
  internal: { status: 500, text: 'Something failed on the server; it was logged.' },
  not_here: { status: 501, text: 'This server cannot do that.' },
} as const;

/** The status of what a domain or the hub refuses. */
export const refusalStatus: { readonly [K in DomainErrorCode | HubErrorCode]: number } = {
  bad_credentials: 401,
  wrong_password: 422,
  email_taken: 409,
  sso_user_id_taken: 409,
  username_taken: 409,
  sign_up_closed: 403,
  setup_refused: 403,
  forbidden: 403,
  invalid: 422,
  not_found: 404,
  too_many: 422,
  slot_taken: 409,
  slot_past: 422,
  already_asked: 409,
  member_gone: 409,
  already_settled: 409,
  not_yet: 409,
  too_late: 409,
  file_too_large: 413,
  file_refused: 415,
  file_mistyped: 415,
  files_full: 422,
  keys_unavailable: 503,
  busy: 503,
  not_joined: 409,
  already_joined: 409,
  bad_position: 400,
  bad_request: 400,
  no_such_connection: 404,
  message_id_reused: 409,
  too_large: 413,
  full: 409,
  too_many_topics: 409,
  rate_limited: 429,
  store_unavailable: 503,
  stale_rights: 503,
};

/** A code of {@link restErrors}. */
export type RestErrorCode = keyof typeof restErrors;

/** A refusal of the REST door. */
export class RestError extends Error {
  readonly code: RestErrorCode;
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfter: number | undefined;
  /** What is wrong with which field, by its path. */
  readonly fields: Readonly<Record<string, string>> | undefined;

  constructor(
    code: RestErrorCode,
    options: {
      readonly detail?: string;
      readonly retryAfter?: number;
      readonly fields?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(options.detail ?? restErrors[code].text);
    this.name = 'RestError';
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.fields = options.fields;
  }
}
