import { DomainError } from '@parley/domains/errors';
import { HubError } from '@parley/hub';
import { GraphQLError } from 'graphql';
import { refusalOf } from '../rest/error-reply.ts';
import { RestError } from '../rest/errors.ts';

/**
 * An error as it is answered: our refusals with their code as `extensions.code`, what GraphQL itself
 * says of a document as it is, everything else as `internal` and in the log.
 */
export function maskError(error: unknown, log: (error: unknown) => void): Error {
  const isGraphql = error instanceof GraphQLError;
  const cause = isGraphql ? error.originalError : error;
  if (isGraphql && cause === undefined) return error;
  const isRefusal =
    cause instanceof RestError || cause instanceof DomainError || cause instanceof HubError;
  // A scalar's refusal of a value is one of GraphQL's own.
  if (isGraphql && cause instanceof GraphQLError) return cause;
  if (!isRefusal) log(cause);
  const { body } = refusalOf(isRefusal ? cause : new RestError('internal'));
  const { message, ...rest } = body;
  return new GraphQLError(message, {
    ...(isGraphql ? { nodes: error.nodes ?? null, path: error.path ?? null } : {}),
    extensions: rest,
  });
}

/** Without what GraphQL suggests instead: who may not see the schema is not told of it piecemeal. */
export function withoutSuggestions(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ Did you mean .*$/su, '');
  if (message === error.message) return error;
  return new GraphQLError(message, { nodes: error.nodes ?? null, extensions: error.extensions });
}
