import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root, tool } from './exec.mjs';
import { Stop, say, since } from './log.mjs';

/** Builds what changed: the packages, and the web app when anything that goes into it changed. */
export async function build() {
  await buildPackages();
  await buildWeb();
}

async function buildPackages() {
  const start = performance.now();
  forgetLostOutput();
  const { code, output } = await tool('typescript/bin/tsc', ['-b'], { quiet: true });
  if (code !== 0) throw new Stop(`${output}\nBuilding the packages failed.`);
  say(`Packages are built (${since(start)}).`);
}

/** tsc trusts its record; when somebody removed the output beside it, the record must go too. */
function forgetLostOutput() {
  for (const name of readdirSync(join(root, 'packages'))) {
    const folder = join(root, 'packages', name);
    if (!existsSync(join(folder, 'dist'))) {
      rmSync(join(folder, 'tsconfig.tsbuildinfo'), { force: true });
    }
  }
}

/** What the web app is made of, from the root. */
const webInputs = [
  'apps/web',
  'packages/client/src',
  'packages/react/src',
  'packages/protocol/src',
  'packages/domains/src',
  'package-lock.json',
  'tsconfig.base.json',
];

async function buildWeb() {
  const start = performance.now();
  const stamp = join(root, '.cache', 'web-inputs');
  const hash = hashOf(webInputs);
  const built = existsSync(join(root, 'apps/web/dist/index.html'));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  const { code, output } = await tool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], {
    quiet: true,
    cwd: join(root, 'apps/web'),
  });
  if (code !== 0) throw new Stop(`${output}\nBuilding the web app failed.`);
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stamp, hash);
  say(`The web app is built (${since(start)}).`);
}

/** One hash over the names and contents of all files below the given paths. */
function hashOf(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const name = relative(root, path);
    if (/(^|\/)(node_modules|dist|\.vite)$/.test(name) || /\.test\.tsx?$/.test(name)) return;
    let names;
    try {
      names = readdirSync(path).toSorted();
    } catch (error) {
      if (error.code !== 'ENOTDIR') throw error;
      hash.update(`${name}\0`).update(readFileSync(path)).update('\0');
      return;
    }
    for (const child of names) visit(join(path, child));
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest('hex');
}
