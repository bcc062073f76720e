import { parseArgs } from 'node:util';
import { ConfigError } from '../config/index.ts';
import { CliError, exits, type Call, type Command, type Io } from './command.ts';

/** The program: finds the command, runs it, answers the exit code. Never throws for people's errors. */
export async function run(
  commands: Readonly<Record<string, Command>>,
  args: readonly string[],
  io: Io,
): Promise<number> {
  const [first = 'help', second = ''] = args;
  if (['help', '--help', '-h'].includes(first)) {
    const asked = args.slice(1).join(' ');
    io.out(asked === '' ? overview(commands) : help(commands[asked], asked));
    return exits.done;
  }
  // Some names are two words.
  const name = `${first} ${second}` in commands ? `${first} ${second}` : first;
  const command = commands[name];
  if (command === undefined) {
    io.say(`There is no command "${first}". Commands: ${Object.keys(commands).join(', ')}, help.`);
    return exits.usage;
  }
  try {
    const call = read(command, args.slice(name.split(' ').length), io);
    if (call === undefined) {
      io.out(help(command, name));
      return exits.done;
    }
    return await command.run(call);
  } catch (error) {
    return complain(error, io);
  }
}

function read(command: Command, args: readonly string[], io: Io): Call | undefined {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...command.flags, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`${why}\nUsage: parley ${command.usage}`, exits.usage);
  }
  const { positionals: words } = parsed;
  const flags = parsed.values as Record<string, string | boolean | undefined>;
  if (flags['help'] === true) return undefined;
  const [least, most] = command.words;
  if (words.length < least || words.length > most) {
    throw new CliError(`Usage: parley ${command.usage}`, exits.usage);
  }
  return {
    io,
    words,
    flags,
    flag: (name) => {
      const value = flags[name];
      return typeof value === 'string' ? value : undefined;
    },
    has: (name) => flags[name] === true,
  };
}

function complain(error: unknown, io: Io): number {
  if (error instanceof CliError) {
    io.say(error.message);
    return error.exit;
  }
  if (error instanceof ConfigError) {
    io.say(error.message);
    return exits.usage;
  }
  if (io.signal.aborted) return exits.failed;
  io.say(isForPeople(error) ? error.message : stackOf(error));
  return exits.failed;
}

/** What the system and our packages say on purpose is written for people; a stack is for bugs. */
function isForPeople(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const hasCode = 'code' in error && typeof error.code === 'string';
  return hasCode || !/^(Error|\w*(Type|Range|Reference|Syntax)Error)$/.test(error.name);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function overview(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.values(commands).map(
    ({ usage, summary }) => `  ${usage.padEnd(32)}${summary}`,
  );
  return [
    'parley: one self-hosted server for real-time communication.',
    '',
    ...rows,
    `  ${'help [command]'.padEnd(32)}Say more about a command.`,
    '',
    'Commands talk to the running server at PARLEY_URL (default: HOST and PORT, as serve reads them)',
    'with PARLEY_APP_TOKEN (default: the one that a local server keeps in its data folder).',
    'Exit codes: 0 done, 1 failed, 2 called wrongly or bad settings, 3 no server.',
  ].join('\n');
}

function help(command: Command | undefined, name: string): string {
  if (command === undefined) return `There is no command "${name}".`;
  const flags = Object.entries(command.flags).map(([flag, { type }]) =>
    type === 'boolean' ? `[--${flag}]` : `[--${flag} …]`,
  );
  // Flags that are many are in the details, with what they mean.
  const shown = flags.length > 4 ? '[options]' : flags.join(' ');
  return `parley ${`${command.usage} ${shown}`.trim()}\n\n${command.summary}\n${command.details}`;
}
