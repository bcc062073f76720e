import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Route } from '../route.ts';
import { apiDocument } from './document.ts';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Parley API</title>
<link rel="icon" type="image/png" href="/docs/static/favicon-32x32.png">
<link rel="stylesheet" href="/docs/static/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/static/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  defaultModelsExpandDepth: 1,
  validatorUrl: null,
});
`;

/** What the page needs of the viewer's files. */
const VIEWER = /^\/(?:swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png)$/u;

/**
 * `/openapi.json` and, to browse it, `/docs`: all of it from this server, under the same content policy
 * as everything else.
 *
 * @param routes What is registered by the time that somebody asks first.
 */
export async function addDocs(
  app: FastifyInstance,
  { routes, version }: { readonly routes: () => readonly Route[]; readonly version: string },
): Promise<void> {
  let made: string | undefined;
  app.get('/openapi.json', (_request, reply) => {
    made ??= JSON.stringify(apiDocument(routes(), version));
    return reply.type('application/json').header('cache-control', 'no-cache').send(made);
  });
  app.get('/docs', (_request, reply) => reply.type('text/html').send(page));
  app.get('/docs/start.js', (_request, reply) => reply.type('text/javascript').send(start));
  const viewer = createRequire(import.meta.url).resolve(
    '@fastify/swagger-ui/static/swagger-ui-bundle.js',
  );
  await app.register(fastifyStatic, {
    root: dirname(viewer),
    prefix: '/docs/static/',
    decorateReply: false,
    index: false,
    allowedPath: (path) => VIEWER.test(path),
  });
}
