import type { Command } from './command.ts';
import { backup } from './commands/backup.ts';
import { publish } from './commands/publish.ts';
import { tail } from './commands/tail.ts';
import { token } from './commands/token.ts';

/** Every command, by what is typed. */
export const commands: Readonly<Record<string, Command>> = {
  token,
  publish,
  tail,
  backup,
};
