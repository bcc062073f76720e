import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs a program and resolves with its exit code (128 + n when a signal ended it) and, with
 * `quiet`, all it printed. `limitMs` ends it and whatever it started when it takes longer.
 */
export function exec(
  command,
  args,
  { quiet = false, cwd = root, env = process.env, limitMs } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // A group of its own, so that its end is the end of what it started.
      detached: limitMs !== undefined && process.platform !== 'win32',
    });
    let output = '';
    let timedOut = false;
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    const end = (signal) => {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, signal);
      } catch {
        child.kill(signal);
      }
    };
    const timer =
      limitMs &&
      setTimeout(() => {
        timedOut = true;
        end('SIGKILL');
      }, limitMs);
    // In its own group it does not hear the terminal: pass it on, and end when it has ended.
    let interrupted = false;
    const pass = (signal) => {
      interrupted = true;
      end(signal);
      setTimeout(() => end('SIGKILL'), 5000).unref();
    };
    if (limitMs !== undefined) for (const s of ['SIGINT', 'SIGTERM']) process.on(s, pass);
    const done = () => {
      clearTimeout(timer);
      for (const s of ['SIGINT', 'SIGTERM']) process.off(s, pass);
      if (interrupted) process.exit(130);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code, signal) => {
      done();
      const signals = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
      resolve({ code: code ?? 128 + (signals[signal] ?? 1), output, timedOut, signal });
    });
  });
}

/** Runs npm: the one that runs this script when there is one, else the one on the path. */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return exec(process.execPath, [cli, ...args], options);
  return exec(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}

/** Runs the command line program `bin` of an installed package by its file, without a shell. */
export function tool(file, args, options) {
  return exec(process.execPath, [join(root, 'node_modules', file), ...args], options);
}

/** Where a program is on the path, or in one of `also`; `undefined` when nowhere. */
export function which(name, also = []) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...also]) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
