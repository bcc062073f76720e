import type { ParseArgsConfig } from 'node:util';
import { helpText, options, readConfig, type Config, type OptionRow } from '../../config/index.ts';
import type { Parley } from '../../parley.ts';
import { CliError, exits, type Command, type Io } from '../command.ts';

/** `parley serve`. */
export const serve: Command = {
  usage: 'serve',
  summary: 'Run the server until it is stopped (Ctrl-C, SIGTERM).',
  details: `\nOptions, as a flag or by environment:\n${helpText()}`,
  flags: flagsOf(Object.values(options)),
  words: [0, 0],
  async run({ io, flags }) {
    const config = readConfig(io.env, flags);
    // Loaded here, so that the other commands start at once.
    const { createParley } = await import('../../parley.ts');
    const parley = await createParley(config);
    try {
      const url = await listen(parley, config);
      await greet(io, parley, config, url);
      await new Promise<void>((resolve) => {
        if (io.signal.aborted) resolve();
        else io.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      io.say('Stopping …');
    } finally {
      await parley.close();
    }
    return exits.done;
  },
};

function flagsOf(rows: readonly OptionRow[]): NonNullable<ParseArgsConfig['options']> {
  const flags: NonNullable<ParseArgsConfig['options']> = {};
  for (const { flag, kind } of rows) {
    if (flag !== undefined) flags[flag] = { type: kind === 'switch' ? 'boolean' : 'string' };
  }
  return flags;
}

async function listen(parley: Parley, { host, port }: Config): Promise<string> {
  try {
    return await parley.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = problems[String(code)]?.(host, port);
    throw why === undefined ? error : new CliError(why);
  }
}

/** What the system's reasons for not listening mean, and what to do. */
const problems: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is taken by another program. Set PORT to a free one, like PORT=${port + 1}.`,
  EACCES: (_host, port) => `This user may not listen on port ${port}. Set PORT to one above 1023.`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine. Set HOST to one of its own.`,
  ENOTFOUND: (host) => `There is no host ${host}. Set HOST to an address of this machine.`,
};

/** Says where the server is and how to get in. The first line is a promise: programs read it. */
async function greet(io: Io, parley: Parley, config: Config, url: string): Promise<void> {
  io.say(`Parley listens on ${url}`);
  const open = config.publicUrl ?? url.replace('//127.0.0.1:', '//localhost:');
  if (parley.setupToken !== undefined) {
    io.say(`Make the first administrator, once: ${open}/setup?token=${parley.setupToken}`);
    return;
  }
  // The people may be there from an earlier start, too.
  const demo = await parley.identity.findMember({ email: 'demo1@example.com' });
  io.say(
    demo === undefined
      ? `Open ${open}`
      : `Open ${open} and sign in as demo1@example.com … demo5@example.com, password parley-demo`,
  );
}
