import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './exec.mjs';
import { install } from './install.mjs';

/** The Node program of a major version, or the reason why there is none here. */
export async function nodeOf(major) {
  if (Number(process.versions.node.split('.')[0]) === major) return { program: process.execPath };
  const folder = join(root, 'tools/nodes');
  await install({ folder, what: 'Node 22 and 24' });
  const program = join(folder, `node_modules/node${major}-${process.arch}/bin/node`);
  if (process.platform === 'linux' && existsSync(program)) return { program };
  return {
    reason: `Node ${major} is not to be had for ${process.platform} ${process.arch} here; run this part with Node ${major} itself.`,
  };
}
