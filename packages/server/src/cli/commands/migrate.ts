import { readConfig } from '../../config/index.ts';
import { exits, type Command } from '../command.ts';

/** `parley migrate`. */
export const migrate: Command = {
  usage: 'migrate',
  summary: 'Bring the schema of the database up to date, without serving.',
  details:
    'The server does the same when it starts. With the embedded database it must be stopped.',
  flags: {},
  words: [0, 0],
  async run({ io }) {
    // Loaded here, so that the other commands start at once.
    const { createParley } = await import('../../parley.ts');
    const parley = await createParley({ ...readConfig(io.env), demo: false, logLevel: 'warn' });
    await parley.close();
    io.say('The schema is up to date.');
    return exits.done;
  },
};
