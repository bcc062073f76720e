/** A request that failed. `code` is the server's, or `offline` when it could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** When to try again, ms. */
  readonly retryAfter: number | undefined;
  /** What is wrong with which field, by its name. */
  readonly fields: Readonly<Record<string, string>>;
  /** The whole answer. */
  readonly body: unknown;

  constructor(
    code: string,
    message: string,
    options: {
      status?: number;
      retryAfter?: number;
      fields?: Record<string, string>;
      body?: unknown;
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? 0;
    this.retryAfter = options.retryAfter;
    this.fields = options.fields ?? {};
    this.body = options.body ?? {};
  }
}

/** Anything thrown, as an error with a text that can be shown. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError('internal', thrown instanceof Error ? thrown.message : 'Something failed.');
}
