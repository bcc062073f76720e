import { connect } from '../api.ts';
import { CliError, exits, type Command, type Io } from '../command.ts';

/** `parley tail`. */
export const tail: Command = {
  usage: 'tail <topic>',
  summary: 'Print what is published on a topic as it happens, one line of JSON each.',
  details: 'Runs until it is stopped (Ctrl-C) or has printed --count messages.',
  flags: { count: { type: 'string' } },
  words: [1, 1],
  async run({ io, words, flag }) {
    const count = flag('count') ?? 'all';
    if (count !== 'all' && !/^[1-9]\d{0,8}$/.test(count)) {
      throw new CliError(`--count must be a whole number from 1, not "${count}".`, exits.usage);
    }
    const stop = new AbortController();
    const signal = AbortSignal.any([io.signal, stop.signal]);
    const api = await connect(io.env, signal);
    try {
      const response = await api.ask(`/api/admin/tail?topic=${encodeURIComponent(words[0] ?? '')}`);
      io.say(`Listening to ${words[0]} …`);
      return await print(response, io, count === 'all' ? Infinity : Number(count));
    } catch (error) {
      if (io.signal.aborted) return exits.done;
      if (error instanceof TypeError) throw new CliError('The server is gone.', exits.noServer);
      throw error;
    } finally {
      stop.abort();
    }
  },
};

async function print(response: Response, io: Io, count: number): Promise<number> {
  const decoder = new TextDecoder();
  let rest = '';
  let left = count;
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    // Empty lines only show that the server is there.
    for (const line of lines.filter((text) => text !== '')) {
      if (line.startsWith('{"error"')) throw new CliError(`The server ended the stream: ${line}`);
      io.out(line);
      left -= 1;
      if (left === 0) return exits.done;
    }
  }
  throw new CliError('The server is gone.', exits.noServer);
}
