import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe('a component written for awayto/hooks', () => {
  it('A2 compiles without strict, with nothing changed but its import path', async () => {
    const tsc = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
    const project = fileURLToPath(
      new URL('./testing-fixtures/loose.tsconfig.json', import.meta.url),
    );
    const run = promisify(execFile)(process.execPath, [tsc, '-p', project]);
    await expect(run).resolves.toMatchObject({ stdout: '' });
  }, 60_000);
});
