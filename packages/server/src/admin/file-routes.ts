import { Readable } from 'node:stream';
import { fileName } from '@parley/domains/files/schema';
import { z } from 'zod';
import { RestError } from '../rest/errors.ts';
import { appRoute, type Route } from '../rest/route.ts';
import type { AdminDeps } from './deps.ts';
import { keptFiles } from './kept-files.ts';
import { adminLimits } from './limits.ts';

const TAG = 'Operator';

const page = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(adminLimits.filePage.value).default(200),
});

/** What a copy of everything is made with: which files there are, and their bytes. */
export function fileRoutes({ files }: Pick<AdminDeps, 'files'>): readonly Route[] {
  return [
    appRoute({
      method: 'GET',
      path: '/api/admin/files',
      tag: TAG,
      summary: 'Files with an id above `after`, ascending',
      query: page,
      response: keptFiles,
      handler: async ({ query }) => ({ files: await files.list(query) }),
    }),
    appRoute({
      method: 'GET',
      path: '/api/admin/files/{key}',
      tag: TAG,
      summary: 'The bytes of a file',
      params: z.object({ key: fileName }),
      produces: 'application/octet-stream',
      handler: async ({ params: { key }, reply }) => {
        const stored = await (await files.find(key))?.open();
        if (stored === undefined) throw new RestError('not_found');
        return reply
          .type('application/octet-stream')
          .header('content-length', stored.size)
          .send(Readable.from(stored.bytes, { objectMode: false }));
      },
    }),
  ];
}
