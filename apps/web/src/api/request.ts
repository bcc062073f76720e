import { ApiError } from './api-error.ts';

export interface RequestOptions {
  readonly body?: unknown;
  /** Sent as it is, in place of a body. */
  readonly file?: Blob;
  readonly signal?: AbortSignal;
}

/**
 * Asks the server and gives the parsed answer.
 *
 * @throws ApiError for every refusal, and with code `offline` when there was no answer.
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { body, file, signal }: RequestOptions = {},
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(file === undefined ? {} : { body: file }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (thrown) {
    if (signal?.aborted === true) throw thrown;
    throw new ApiError('offline', 'The server cannot be reached at the moment.');
  }
  const answer: unknown = response.status === 204 ? undefined : await readJson(response);
  if (response.ok) return answer as T;
  throw refusal(response.status, answer);
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

/** What a refusal says, in either of the forms that the server has. */
export function refusal(status: number, answer: unknown): ApiError {
  const error = refusalIn(answer);
  if (typeof error?.code !== 'string') {
    const text = status >= 502 ? 'The server is not ready.' : 'The server could not do that.';
    return new ApiError(status >= 502 ? 'offline' : 'internal', text, { status, body: answer });
  }
  const { code, message, retryAfter, fields } = error;
  return new ApiError(code, message ?? code, {
    status,
    body: answer,
    ...(typeof retryAfter === 'number' ? { retryAfter } : {}),
    ...(fields === undefined ? {} : { fields: { ...fields } }),
  });
}

/** A refusal in either of the forms that the server has: its own, and that of the headless API. */
function refusalIn(answer: unknown): Partial<ApiError> | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { error, error_details: details, message } = answer as Refusal;
  if (details === undefined) return error;
  const { retry_after: retryAfter, ...rest } = details;
  return { ...rest, ...(message && { message }), ...(retryAfter && { retryAfter }) };
}

interface Refusal {
  readonly error?: Partial<ApiError>;
  readonly message?: string;
  readonly error_details?: Partial<Pick<ApiError, 'code' | 'fields'>> & {
    readonly retry_after?: number;
  };
}
