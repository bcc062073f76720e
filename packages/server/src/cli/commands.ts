import type { Command } from './command.ts';
import { backup } from './commands/backup.ts';
import { epochBump } from './commands/epoch-bump.ts';
import { keysRotate } from './commands/keys-rotate.ts';
import { memberActivate, memberDeactivate } from './commands/member-active.ts';
import { memberCreate } from './commands/member-create.ts';
import { migrate } from './commands/migrate.ts';
import { publish } from './commands/publish.ts';
import { restore } from './commands/restore.ts';
import { serve } from './commands/serve.ts';
import { tail } from './commands/tail.ts';
import { token } from './commands/token.ts';

/** Every command, by what is typed. */
export const commands: Readonly<Record<string, Command>> = {
  serve,
  migrate,
  'member create': memberCreate,
  'member deactivate': memberDeactivate,
  'member activate': memberActivate,
  token,
  'keys rotate': keysRotate,
  publish,
  tail,
  backup,
  restore,
  'epoch bump': epochBump,
};
