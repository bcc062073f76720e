import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { errorBody } from '../rest/error-reply.ts';

/** Where the reference app is built to, seen from the built server. */
export const builtWeb: string = fileURLToPath(
  new URL('../../../../apps/web/dist', import.meta.url),
);

/** What is not a page of the app, so that a typo in a path is told instead of answered with a page. */
const NOT_PAGES =
  /^\/(?:api|files|sock|cable|ticket|healthz|readyz|metrics|assets|docs|graphql|openapi\.json)(?:\/|$)/;

/** Where sockets are opened. */
const SOCKETS: ReadonlySet<string> = new Set(['/sock', '/cable']);

/**
 * Serves the reference app, and answers what there is nothing for. The app's pages are one file, and
 * paths are its own business; files with a hash in their names are kept by browsers for a year.
 *
 * @param root The folder of the built app; `null`: there are no pages.
 */
export async function addWeb(app: FastifyInstance, root: string | null): Promise<void> {
  const built = root !== null && existsSync(`${root}/index.html`);
  if (built) {
    await app.register(fastifyStatic, {
      root,
      index: false,
      wildcard: false,
      setHeaders: (response, path) => {
        const forever = path.includes('/assets/');
        response.setHeader(
          'cache-control',
          forever ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const isPage = root !== null && isRead && !NOT_PAGES.test(path);
    if (isPage && built) return reply.header('cache-control', 'no-cache').sendFile('index.html');
    const message = isPage
      ? 'The web app is not built: run npm run build.'
      : isRead && SOCKETS.has(path)
        ? `${path} is for WebSockets.`
        : `There is nothing at ${request.method} ${path}.`;
    return reply.code(404).send(errorBody(path, { code: 'not_found', message }));
  });
}
