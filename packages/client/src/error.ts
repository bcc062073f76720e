import { errorRow, type ErrorCode, type ErrorFrame } from '@parley/protocol';

/** What the SDK itself refuses, beside the codes of the wire. */
export const clientErrors = {
  not_connected: { text: 'There is no connection at the moment.', retry: true },
  outbox_full: { text: 'Too many messages wait to be sent.', retry: true },
  cancelled: { text: 'The message was taken back before it was sent.', retry: false },
  member_changed: { text: 'Another member signed in before the message was sent.', retry: false },
  unauthorized: { text: 'Sign in first.', retry: false },
  ended: { text: 'The server ended this connection for good.', retry: false },
  ticket_failed: { text: 'No ticket could be had.', retry: true },
  timeout: { text: 'The server did not answer in time.', retry: true },
  bad_options: { text: 'The options do not fit.', retry: false },
} as const;

/** A code of {@link clientErrors}. */
export type ClientErrorCode = keyof typeof clientErrors;

/** Any code a {@link ParleyError} may carry; a newer server may send others. */
export type ParleyErrorCode = ErrorCode | ClientErrorCode | (string & {});

/**
 * Something was refused. `code` is the contract, `message` is for people.
 *
 * `retry` says whether the same call may succeed later, `retryAfter` (ms) when the server asks to.
 */
export class ParleyError extends Error {
  override readonly name = 'ParleyError';
  readonly code: ParleyErrorCode;
  readonly retry: boolean;
  readonly retryAfter: number | undefined;

  constructor(
    code: ParleyErrorCode,
    options: { message?: string; retry?: boolean; retryAfter?: number | undefined } = {},
  ) {
    const row = Object.hasOwn(clientErrors, code)
      ? clientErrors[code as ClientErrorCode]
      : errorRow(code);
    super(options.message ?? row.text);
    this.code = code;
    this.retry = options.retry ?? row.retry;
    this.retryAfter = options.retryAfter;
  }
}

/** The error that a frame of the wire carries. */
export function fromFrame(frame: ErrorFrame): ParleyError {
  const { code, message, retry, retryAfter } = frame;
  return new ParleyError(code, { message, retry, retryAfter });
}
