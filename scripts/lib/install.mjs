import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root } from './exec.mjs';
import { Stop, say, since } from './log.mjs';

/**
 * Installs the npm packages of a folder with a lockfile, unless what is installed is what the
 * lockfile says. npm writes its own record at the end of an install, so a broken one shows too.
 */
export async function install({ folder = root, what = 'packages' } = {}) {
  const reason = missing(folder);
  if (reason === undefined) return;
  const start = performance.now();
  say(`Installing ${what} (${reason}) …`);
  const { code } = await npm(installArgs, { cwd: folder });
  if (code !== 0) {
    throw new Stop(`Installing ${what} failed: npm install ended with ${code}; see above.`);
  }
  say(`Installed ${what} in ${since(start)}.`);
}

/**
 * Not `npm ci`: it refuses a lockfile that lacks an optional package of some other platform, and
 * not every registry has them all. `--no-save` follows the lockfile and leaves it as it is. Builds
 * need the development packages, whatever NODE_ENV says; nothing of ours needs an install script.
 */
const installArgs = [
  'install',
  '--no-save',
  '--include=dev',
  '--ignore-scripts',
  '--no-audit',
  '--no-fund',
];

/** Why an install is needed, or `undefined`. */
function missing(folder) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return 'first time';
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(record, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    // Workspaces are folders of ours; optional packages of other platforms are never there.
    if (!path.includes('node_modules/') || (entry.optional && !found[path])) continue;
    if (entry.link ? !found[path] : found[path]?.version !== entry.version) {
      return `${path.slice(path.lastIndexOf('node_modules/') + 13)} is new`;
    }
  }
  return undefined;
}
