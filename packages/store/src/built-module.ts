import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where a worker finds a module: Node's workers run no TypeScript on the versions we support, and
 * tests run the sources. `file:…/src/x.ts` becomes `file:…/dist/x.js` when that was built; a URL that
 * has no built sibling stays as it is.
 */
export function builtModule(url: string): string {
  if (!url.startsWith('file:') || !/\.tsx?$/u.test(url)) return url;
  const script = url.replace(/\.tsx?$/u, '.js');
  const source = script.lastIndexOf('/src/');
  const built =
    source > script.lastIndexOf('/dist/')
      ? `${script.slice(0, source)}/dist/${script.slice(source + '/src/'.length)}`
      : script;
  return existsSync(fileURLToPath(built)) ? built : url;
}
