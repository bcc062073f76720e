import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec, root } from './exec.mjs';

/** Ways to make a tool or a test be silent. The words are split so that this file is none of them. */
const silencers = [
  /(?:oxlint|eslint|biome)-(?:disable|ignore)/,
  /(?:prettier|oxfmt)-ignore/,
  /@ts-(?:ignore|nocheck)/,
  /\bas any\b/,
  /\bas unknown as\b/,
  /(?:c8|v8|istanbul) ignore/,
  /\b(?:it|test|describe)\.(?:skip|only|todo|skipIf|runIf|fails)\b/,
];

/** Every line of ours that silences something, as `file:line: text`. */
export async function suppressions() {
  const { output } = await exec('git', ['ls-files', '-co', '--exclude-standard'], { quiet: true });
  const found = [];
  for (const file of output.split('\n')) {
    if (!/\.([cm]?[jt]s|tsx)$/.test(file) || file.endsWith('lib/suppressions.mjs')) continue;
    for (const [index, line] of read(file).split('\n').entries()) {
      const silencer = silencers.find((pattern) => pattern.test(line));
      if (silencer) found.push(`${file}:${index + 1}: ${line.trim()}`);
    }
  }
  return found;
}

/** A file that was removed and not yet committed is empty. */
function read(file) {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    return '';
  }
}
