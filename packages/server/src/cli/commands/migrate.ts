import { readConfig } from '../../config/index.ts';
import { exits, type Command } from '../command.ts';

/** `parley migrate`. */
export const migrate: Command = {
  usage: 'migrate',
  summary: 'Bring the schema of the database up to date, without serving.',
  details:
    'The server does the same when it starts. With the embedded database it must be stopped.\n' +
    '--new-epochs tells every client that its positions are void: after a failover or a restore\n' +
    "by Postgres' own tools, when commits may have been lost.",
  flags: { 'new-epochs': { type: 'boolean' } },
  words: [0, 0],
  async run({ io, has }) {
    // Loaded here, so that the other commands start at once.
    const { createParley } = await import('../../parley.ts');
    const parley = await createParley({ ...readConfig(io.env), demo: false, logLevel: 'warn' });
    try {
      if (has('new-epochs')) await parley.db.bumpEpochs();
    } finally {
      await parley.close();
    }
    io.say(`The schema is up to date${has('new-epochs') ? '; every topic has a new epoch' : ''}.`);
    return exits.done;
  },
};
