import { createReadStream, existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve, sep } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

/** The folder of a package that is installed here. */
function packageFolder(name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return dirname(require.resolve(join(folder, name, 'package.json')));
    } catch {
      // Not in this one.
    }
  }
  throw new Error(`${name} is not installed.`);
}

/**
 * Serves folders of packages under paths of our own, in the build and in development: what a library
 * fetches at run time then comes from this server.
 *
 * @param folders the path below the root, and the package with the folder in it
 */
export function foreignAssets(folders: Readonly<Record<string, string>>): Plugin {
  const sources = Object.entries(folders).map(([path, from]) => {
    const parts = from.split('/');
    const count = from.startsWith('@') ? 2 : 1;
    const name = parts.slice(0, count).join('/');
    return { path, folder: join(packageFolder(name), ...parts.slice(count)) };
  });
  let out = 'dist';
  return {
    name: 'parley:foreign-assets',
    configResolved(config) {
      out = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      for (const { path, folder } of sources) {
        server.middlewares.use(`/${path}`, (request, response, next) => {
          const asked = decodeURIComponent((request.url ?? '/').split('?', 1)[0] ?? '');
          const file = join(folder, asked);
          if (file.startsWith(folder + sep) && existsSync(file)) {
            createReadStream(file).pipe(response);
          } else next();
        });
      }
    },
    async writeBundle() {
      for (const { path, folder } of sources) {
        await cp(folder, join(out, path), { recursive: true });
      }
    },
  };
}
