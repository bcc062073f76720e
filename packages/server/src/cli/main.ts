#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { commands } from './commands.ts';
import type { Io } from './command.ts';
import { run } from './run.ts';

// The first wish to stop is taken politely, the second ends the process as the system does.
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

const io: Io = {
  env: process.env,
  out: (line) => process.stdout.write(`${line}\n`),
  say: (line) => process.stderr.write(`${line}\n`),
  input: () => text(process.stdin),
  signal: stop.signal,
};

process.exitCode = await run(commands, process.argv.slice(2), io);
