import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@parley/domains/errors';
import { HubError } from '@parley/hub';
import { z } from 'zod';
import { refusalStatus, RestError, restErrors } from './errors.ts';

/** What is said of every refusal. `retryAfter` in milliseconds. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number;
  readonly fields?: Readonly<Record<string, string>>;
}

/** {@link ErrorBody} as a schema. */
export const refusalView: z.ZodType<ErrorBody> = z.object({
  code: z.string(),
  message: z.string().describe('For people.'),
  retryAfter: z.int().exactOptional().describe('Milliseconds after which a retry makes sense.'),
  fields: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('What is wrong with which field, by its path.'),
});

/** What the answer to a refusal is, but for the headless bases. */
export const errorAnswer: z.ZodType<{ readonly error: ErrorBody }> = z.object({
  error: refusalView,
});

/** What the answer to a refusal is below the headless bases. */
export interface HeadlessError {
  readonly success: false;
  readonly message: string;
  readonly error_details: {
    readonly code: string;
    readonly fields?: Readonly<Record<string, string>>;
    readonly retry_after?: number;
  };
}
/** {@link HeadlessError} as a schema. */
export const headlessError: z.ZodType<HeadlessError> = z.object({
  success: z.literal(false),
  message: z.string().describe('For people.'),
  error_details: z.object({
    code: z.string(),
    fields: z
      .record(z.string(), z.string())
      .exactOptional()
      .describe('What is wrong with which field, by its path.'),
    retry_after: z.int().exactOptional().describe('Milliseconds after which a retry makes sense.'),
  }),
});

const HEADLESS = /^\/api\/(?:headless\/v1|v1\/headless)(?:[/?]|$)/u;

/** Whether a path is below one of the headless bases, which have their own form of refusals. */
export function isHeadless(path: string): boolean {
  return HEADLESS.test(path);
}

/** A refusal in the form that its path promises. */
export function errorBody(path: string, refusal: ErrorBody): HeadlessError | { error: ErrorBody } {
  if (!isHeadless(path)) return { error: refusal };
  const { code, message, fields, retryAfter } = refusal;
  return {
    success: false,
    message,
    error_details: {
      code,
      ...(fields === undefined ? {} : { fields }),
      ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
    },
  };
}

/** What is answered to an error: a refusal as it is, anything else as `internal`. */
export function refusalOf(error: unknown): { status: number; body: ErrorBody } {
  const known = toRefusal(error);
  const { code, message, retryAfter } = known;
  const fields = known instanceof HubError ? undefined : known.fields;
  const status =
    known instanceof RestError ? restErrors[known.code].status : refusalStatus[known.code];
  return {
    status,
    body: {
      code,
      message,
      ...(retryAfter === undefined ? {} : { retryAfter: Math.ceil(retryAfter) }),
      ...(fields === undefined ? {} : { fields }),
    },
  };
}

function toRefusal(error: unknown): RestError | DomainError | HubError {
  const refused =
    error instanceof RestError || error instanceof DomainError || error instanceof HubError;
  return refused ? error : fromFastify(error);
}

/** Fastify's own refusals of a body, in our words. */
function fromFastify(error: unknown): RestError {
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  if (status === 413) return new RestError('too_large');
  if (status === 415) return new RestError('not_json');
  if (status < 400 || status >= 500) return new RestError('internal');
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const notJson =
    typeof code === 'string' && /^FST_ERR_CTP_(?:INVALID|EMPTY)_JSON_BODY$/u.test(code);
  return new RestError('bad_request', notJson ? { detail: 'The body is not JSON.' } : {});
}

/** Answers an error in the uniform shape; what is the server's own fault is logged. */
export function replyError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = refusalOf(error);
  if (status === 500) request.log.error({ err: error }, 'a request failed');
  if (body.retryAfter !== undefined) {
    void reply.header('retry-after', Math.ceil(body.retryAfter / 1000));
  }
  void reply.code(status).send(errorBody(request.url, body));
}
