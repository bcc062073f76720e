import { connect } from '../api.ts';
import { CliError, exits, type Command } from '../command.ts';

/** `parley keys rotate`. */
export const keysRotate: Command = {
  usage: 'keys rotate',
  summary: 'Make a new key that signs access tokens from now on.',
  details:
    'Tokens that are out stay good: older keys verify until their last token is over. Other nodes\n' +
    'follow within a second. Prints the id of the new key.',
  flags: {},
  words: [0, 0],
  async run({ io }) {
    const api = await connect(io.env, io.signal);
    const made: unknown = await (await api.ask('/api/admin/keys/rotate', {})).json();
    if (typeof made !== 'object' || made === null || !('kid' in made)) {
      throw new CliError('The server answered without a key.');
    }
    io.out(String(made.kid));
    return exits.done;
  },
};
