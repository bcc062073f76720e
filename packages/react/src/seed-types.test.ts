import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe('components written as the seeds write them', () => {
  it('A2 B5 compile without strict, with nothing changed but their import paths', async () => {
    const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
    const project = fileURLToPath(
      new URL('./testing-fixtures/loose.tsconfig.json', import.meta.url),
    );
    const run = promisify(execFile)(process.execPath, [tsc, '-p', project]);
    await expect(run).resolves.toMatchObject({ stdout: '' });
  }, 60_000);
});
