import type { FastifyInstance } from 'fastify';

/**
 * Reads the JSON of a scope's requests. Nothing at all is no body, though its type be said: clients
 * name JSON for everything that they send, calls and deletes without a body included.
 */
export function takeJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, body, done) => {
      if (body === '') done(null);
      else return parse(request, body, done);
    },
  );
}
