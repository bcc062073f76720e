import { readConfig } from '../../config/index.ts';
import { exits, type Command } from '../command.ts';

/** `parley epoch bump`. */
export const epochBump: Command = {
  usage: 'epoch bump [topic]',
  summary: 'Tell clients that their positions on a topic, or on all, are void.',
  details:
    "For after a failover, or a restore by Postgres' own tools, in which commits were lost: offsets\n" +
    'will be given again. The server must be stopped.',
  flags: {},
  words: [0, 1],
  async run({ io, words }) {
    // Loaded here, so that the other commands start at once.
    const { createParley } = await import('../../parley.ts');
    const parley = await createParley({ ...readConfig(io.env), demo: false, logLevel: 'warn' });
    try {
      await parley.db.bumpEpochs(words[0]);
    } finally {
      await parley.close();
    }
    io.say(`${words[0] ?? 'Every topic'} has a new epoch.`);
    return exits.done;
  },
};
