import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@parley/domains/errors';
import { HubError } from '@parley/hub';
import { refusalStatus, RestError, restErrors } from './errors.ts';

/** The body of every refusal. `retryAfter` in milliseconds. */
export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number;
  readonly fields?: Readonly<Record<string, string>>;
}

/** What is answered to an error: a refusal as it is, anything else as `internal`. */
export function refusalOf(error: unknown): { status: number; body: ErrorBody } {
  const known = toRefusal(error);
  const { code, message, retryAfter } = known;
  const fields = known instanceof RestError ? known.fields : undefined;
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
  return new RestError(status >= 400 && status < 500 ? 'bad_request' : 'internal');
}

/** Answers an error in the uniform shape; what is the server's own fault is logged. */
export function replyError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = refusalOf(error);
  if (status === 500) request.log.error({ err: error }, 'a request failed');
  if (body.retryAfter !== undefined) {
    void reply.header('retry-after', Math.ceil(body.retryAfter / 1000));
  }
  void reply.code(status).send({ error: body });
}
