/** Every reason for which the hub or its log refuses, and whether the same may succeed later. */
export const hubErrors = {
  forbidden: { retry: false },
  not_joined: { retry: false },
  already_joined: { retry: false },
  bad_position: { retry: false },
  bad_request: { retry: false },
  no_such_connection: { retry: false },
  message_id_reused: { retry: false },
  too_large: { retry: false },
  full: { retry: false },
  too_many_topics: { retry: false },
  rate_limited: { retry: true },
  busy: { retry: true },
  store_unavailable: { retry: true },
  stale_rights: { retry: true },
} as const;

/** A code of {@link hubErrors}. */
export type HubErrorCode = keyof typeof hubErrors;

/** A refusal: nothing was changed, except that a `store_unavailable` may have an unknown outcome. */
export class HubError extends Error {
  readonly code: HubErrorCode;
  /** Milliseconds after which a retry makes sense. */
  readonly retryAfter: number | undefined;

  constructor(code: HubErrorCode, detail: string, options: { retryAfter?: number } = {}) {
    super(detail);
    this.name = 'HubError';
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  /** Whether the same request may succeed later. */
  get retry(): boolean {
    return hubErrors[this.code].retry;
  }
}
