import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the page from the packages' sources into a temporary folder; answers where it is. */
export async function buildPage(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-page-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('./page', import.meta.url)),
    // React says more in development, and StrictMode mounts twice only there.
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    resolve: { conditions: ['@parley/source', 'module', 'browser', 'development'] },
    oxc: { jsx: { runtime: 'automatic' } },
    build: { outDir: folder, emptyOutDir: true, minify: false, target: 'es2022' },
  });
  return folder;
}
