import { connect } from '../api.ts';
import { CliError, exits, type Command } from '../command.ts';

/** `parley publish`. */
export const publish: Command = {
  usage: 'publish <topic> <event> [json]',
  summary: 'Publish a message on a topic, in the name of the application.',
  details:
    'The payload is JSON; "-" reads it from the standard input, none is null.\n' +
    'Prints the time and, of a stored message, the position, after its commit; the same --id again\n' +
    'changes nothing.',
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
    const result = first(await response.json());
    const error = member(result, 'error');
    if (error !== undefined) throw new CliError(`The server refused: ${JSON.stringify(error)}`);
    io.out(JSON.stringify(result));
    return exits.done;
  },
};

function member(value: unknown, name: string): unknown {
  return new Map<string, unknown>(Object.entries(value ?? {})).get(name);
}

/** The one result of a batch of one. */
function first(answer: unknown): unknown {
  const results = member(answer, 'results');
  if (Array.isArray(results) && results.length === 1) return results[0] as unknown;
  throw new CliError('The server answered without a result.');
}

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
