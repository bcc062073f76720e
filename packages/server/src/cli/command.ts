import type { ParseArgsConfig } from 'node:util';
import type { Env } from '../config/index.ts';

/** What a command sees of the world; a test gives another one. */
export interface Io {
  readonly env: Env;
  /** Writes a line of result. */
  out(line: string): void;
  /** Writes a line for the person. */
  say(line: string): void;
  /** All of the standard input, as text. */
  input(): Promise<string>;
  /** Aborts when the person wants to stop. */
  readonly signal: AbortSignal;
}

/** How a command was called. */
export interface Call {
  readonly io: Io;
  readonly words: readonly string[];
  /** Text flags. */
  readonly flag: (name: string) => string | undefined;
  /** Switches. */
  readonly has: (name: string) => boolean;
  /** All flags as they came. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** One command of the program. */
export interface Command {
  /** As it is typed, with what it takes: `publish <topic> <event> [json]`. */
  readonly usage: string;
  /** One line. */
  readonly summary: string;
  /** What the help says beside that. */
  readonly details: string;
  readonly flags: NonNullable<ParseArgsConfig['options']>;
  /** How many words it takes: at least, at most. */
  readonly words: readonly [number, number];
  /** Answers the exit code. */
  run(call: Call): Promise<number>;
}

/** What the program's exit codes mean. */
export const exits = { done: 0, failed: 1, usage: 2, noServer: 3 } as const;

/** A command cannot go on; the message is all that a person needs. */
export class CliError extends Error {
  readonly exit: number;

  constructor(message: string, exit: number = exits.failed) {
    super(message);
    this.exit = exit;
  }
}
