import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestServer } from '@parley/testing';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Runs the `parley` command beside a server; answers what it said to the person. */
export async function parley(server: TestServer, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'],
    PARLEY_URL: server.url,
    PARLEY_APP_TOKEN: server.appToken,
    PARLEY_DATA_DIR: server.folder,
  };
  const { stderr } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  return stderr;
}
