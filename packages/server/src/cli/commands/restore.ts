import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../config/index.ts';
import { CliError, exits, type Command } from '../command.ts';
import { filesBeside, returnFiles, wordsOf } from '../copied-files.ts';

/** `parley restore`. */
export const restore: Command = {
  usage: 'restore <file>',
  summary: 'Put a backup in the place of the embedded database, while the server is stopped.',
  details:
    'A database that is there is only replaced with --replace. Every topic gets a new epoch: clients\n' +
    'are told that their positions are void and load the history again. Files of the folder\n' +
    '<file>.files that are not there are put back.',
  flags: { replace: { type: 'boolean' } },
  words: [1, 1],
  async run({ io, words, has }) {
    const { dataDir, databaseUrl, filesDir } = readConfig(io.env);
    if (databaseUrl !== null) {
      throw new CliError(
        "DATABASE_URL is set: restore with Postgres' own tools, then run parley epoch bump.",
      );
    }
    // Loaded here, so that the other commands start at once.
    const { restoreSqlite } = await import('@parley/store');
    const from = words[0] ?? '';
    if (existsSync(join(dataDir, 'parley.db')) && !has('replace')) {
      throw new CliError(
        `There is a database in ${dataDir}: --replace puts the backup in its place.`,
      );
    }
    await restoreSqlite({ from, folder: dataDir, replace: has('replace') });
    io.say(`Restored ${from} into ${dataDir}.`);
    const beside = filesBeside(from);
    if (existsSync(beside)) {
      const to = filesDir ?? join(dataDir, 'files');
      io.say(`Put ${wordsOf(await returnFiles({ from: beside, to }))} back into ${to}.`);
    }
    return exits.done;
  },
};
