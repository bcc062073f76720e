import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startParley, type TestServer } from '@parley/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: string;
let server: TestServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-command-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command as a shell would, in a process of its own. */
function parley(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; out: string; said: string }> {
  const all = {
    PATH: process.env['PATH'],
    PARLEY_DATA_DIR: join(folder, 'data'),
    PORT: '1',
    ...env,
  };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: all, timeout: 20_000 },
      (_error, out, said) =>
        resolve({ code: child.exitCode ?? -1, out: out.trim(), said: said.trim() }),
    );
  });
}

/** The same, asking the server of this test. */
const ask = (...args: string[]): ReturnType<typeof parley> =>
  parley(args, { PARLEY_URL: server?.url ?? '', PARLEY_APP_TOKEN: server?.appToken ?? '' });

const start = async (env: Readonly<Record<string, string>> = {}): Promise<TestServer> => {
  server = await startParley({ folder: join(folder, 'data'), env });
  return server;
};

const signIn = async (email: string, password: string): Promise<number> => {
  const { status } = await fetch(`${server?.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ email, password }),
  });
  return status;
};

describe('parley serve', () => {
  it('makes a demo for a first look, says how to get in, and keeps quiet about it after', async () => {
    const first = await start();
    expect(first.output()).toContain(`Parley listens on ${first.url}\n`);
    expect(first.output()).toContain('sign in as demo1@example.com … demo5@example.com, password');
    expect(await signIn('demo5@example.com', 'parley-demo')).toBeLessThan(300);
    expect(await first.stop()).toBe(0);
  });

  it.each([[{ HOST: '0.0.0.0' }], [{ NODE_ENV: 'production' }], [{ PARLEY_DEMO: '0' }]])(
    'with %o makes no demo, but prints a link that makes the first administrator once',
    async (env: Record<string, string>) => {
      const { output } = await start(env).then((started) => ({ output: started.output() }));
      const token = /\/setup\?token=(\S+)/.exec(output)?.[1];
      expect(token).toBeDefined();
      expect(await signIn('demo1@example.com', 'parley-demo')).toBe(401);
      const setUp = async (email: string): Promise<number> => {
        const { status } = await fetch(`${server?.url.replace('0.0.0.0', '127.0.0.1')}/api/setup`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
          body: JSON.stringify({ token, email, name: 'Root', password: 'long enough' }),
        });
        return status;
      };
      expect(await setUp('root@example.com')).toBeLessThan(300);
      expect(await setUp('second@example.com')).toBe(403);
    },
  );

  it('names the setting to change when its port is taken', async () => {
    const { url } = await start();
    const port = new URL(url).port;
    const { code, said } = await parley(['serve'], {
      PORT: port,
      PARLEY_DATA_DIR: `${folder}/other`,
    });
    expect(code).toBe(1);
    expect(said).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program. Set PORT to a free one, like PORT=${Number(port) + 1}.`,
    );
  });

  it('names the process that has the data folder', async () => {
    const { pid } = await start();
    const { code, said } = await parley(['serve'], { PORT: '0' });
    expect(code).toBe(1);
    expect(said).toContain(`in use by process ${pid}`);
    expect(said).not.toContain('    at ');
  });

  it.each([
    [{ PORT: '99999' }, 'PORT must be'],
    [{ REDIS_URL: 'redis://127.0.0.1' }, 'set DATABASE_URL too'],
    [{ HOST: '192.0.2.1', PORT: '0' }, '192.0.2.1 is no address of this machine. Set HOST'],
  ])('refuses %o in one line', async (env: Record<string, string>, words) => {
    const { code, said } = await parley(['serve'], env);
    expect(code).toBe(env['HOST'] === undefined ? 2 : 1);
    expect(said).toContain(words);
    expect(said.split('\n')).toHaveLength(1);
  });

  it('makes its secrets private to its user', async () => {
    await start({ PARLEY_APP_TOKEN: '' });
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'data', 'app-token')).mode & 0o777).toBe(0o600);
    const mine = await parley(['token', '1'], { PARLEY_URL: server?.url ?? '' });
    expect([mine.code, mine.out.split('.').length]).toEqual([0, 3]);
    expect(server?.output()).not.toContain(readFileSync(`${folder}/data/app-token`, 'utf8').trim());
  });
});

describe('parley against a running server', () => {
  it('makes members who can sign in, and says who is there already', async () => {
    await start();
    const made = await ask('member', 'create', 'ada@example.com', '--name', 'Ada');
    expect([made.code, made.said]).toEqual([0, expect.stringContaining('Made member Ada')]);
    expect(await signIn('ada@example.com', made.out)).toBeLessThan(300);
    const again = await ask('member', 'create', 'ada@example.com');
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('(409)')]);
  });

  it('tails what is published, in order', async () => {
    await start();
    const listening = { now: true };
    const tail = ask('tail', 'chat:news', '--count', '3').finally(() => {
      listening.now = false;
    });
    // It hears what comes after it has begun, whenever that is.
    for (let n = 1; listening.now; n += 1)
      await ask('publish', 'chat:news', 'posted', `${n}`, '--store');
    const { code, out } = await tail;
    expect(code).toBe(0);
    const heard = out.split('\n').map((line) => JSON.parse(line));
    const first: number = heard[0].offset;
    expect(heard.map(({ offset, payload }) => [offset, payload])).toEqual(
      [first, first + 1, first + 2].map((offset) => [offset, offset]),
    );
  });

  it('publishes once for each id', async () => {
    await start();
    const once = ['publish', 'chat:news', 'posted', '{"n":1}', '--store', '--id', 'post-1'];
    const first = JSON.parse((await ask(...once)).out);
    const second = JSON.parse((await ask(...once)).out);
    expect(second).toMatchObject({ duplicate: true, position: first.position });
  });
});

describe('parley while the server is stopped', () => {
  it('makes the first administrator, who then signs in', async () => {
    const made = await parley(['member', 'create', 'root@example.com', '--admin']);
    expect(made).toMatchObject({ code: 0, said: expect.stringContaining('Made admin root') });
    await start({ PARLEY_DEMO: '0' });
    expect(await signIn('root@example.com', made.out)).toBeLessThan(300);
    expect(server?.output()).not.toContain('/setup');
  });

  it('brings the schema up to date, but not under a server', async () => {
    expect(await parley(['migrate'])).toMatchObject({ code: 0, said: 'The schema is up to date.' });
    const { pid } = await start();
    const refused = await parley(['migrate']);
    expect([refused.code, refused.said]).toEqual([1, expect.stringContaining(`process ${pid}`)]);
  });

  it('restores a backup that was made while the server worked, with new epochs', async () => {
    const running = await start();
    const publish = async (n: number): Promise<{ epoch: string; offset: number }> =>
      JSON.parse((await ask('publish', 'chat:news', 'posted', String(n), '--store')).out).position;
    const first = await publish(1);
    const copy = join(folder, 'copy.backup');
    expect((await ask('backup', copy)).code).toBe(0);
    await publish(2);
    expect((await parley(['restore', copy, '--replace'])).said).toContain(`process ${running.pid}`);
    await running.kill();

    const careful = await parley(['restore', copy]);
    expect([careful.code, careful.said]).toEqual([1, expect.stringContaining('--replace')]);
    expect(await parley(['restore', copy, '--replace'])).toMatchObject({ code: 0 });
    await running.restart();
    const next = await publish(3);
    expect(next.offset).toBe(first.offset + 1);
    expect(next.epoch).not.toBe(first.epoch);

    await running.kill();
    expect(await parley(['epoch', 'bump', 'chat:news'])).toMatchObject({ code: 0 });
    await running.restart();
    expect((await publish(4)).epoch).not.toBe(next.epoch);
  });
});
