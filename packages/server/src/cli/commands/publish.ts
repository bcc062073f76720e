import { connect } from '../api.ts';
import { CliError, exits, type Command } from '../command.ts';

/** `parley publish`. */
export const publish: Command = {
  usage: 'publish <topic> <event> [json]',
  summary: 'Publish a message on a topic, in the name of the application.',
  details:
    'The payload is JSON; "-" reads it from the standard input, none is null.\n' +
    'A stored message is acknowledged after its commit, and the same --id again changes nothing.',
  flags: { store: { type: 'boolean' }, id: { type: 'string' } },
  words: [2, 3],
  async run({ io, words, flag, has }) {
    const [topic, event, given = 'null'] = words;
    const payload = parse(given === '-' ? await io.input() : given);
    const api = await connect(io.env, io.signal);
    const id = flag('id');
    const message = {
      topic,
      event,
      payload,
      store: has('store'),
      ...(id === undefined ? {} : { id }),
    };
    const response = await api.ask('/api/publish', { messages: [message] });
    io.out(await response.text());
    return exits.done;
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : '';
    throw new CliError(
      `The payload is not JSON (${why}). A text needs its quotes: '"hello"'.`,
      exits.usage,
    );
  }
}
