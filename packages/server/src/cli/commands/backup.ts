import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { connect } from '../api.ts';
import { CliError, exits, type Command } from '../command.ts';

/** `parley backup`. */
export const backup: Command = {
  usage: 'backup <file>',
  summary: 'Copy the database of the running server into a file, consistently.',
  details:
    'The server goes on working. The file must not exist yet; it appears when it is complete.\n' +
    'It holds everything, password hashes too: keep it private.',
  flags: {},
  words: [1, 1],
  async run({ io, words }) {
    const file = words[0] ?? '';
    if (existsSync(file)) throw new CliError(`${file} exists already.`);
    const part = `${file}.${randomUUID()}.part`;
    const api = await connect(io.env, io.signal);
    const response = await api.ask('/api/admin/backup');
    try {
      const bytes = await save(response, part, io.signal);
      // Unlike a rename, a link never replaces what is there.
      await link(part, file);
      io.say(`Wrote ${bytes} bytes to ${file}.`);
    } finally {
      await rm(part, { force: true });
    }
    return exits.done;
  },
};

/** Writes the body to a new private file, onto the disk; answers its length. */
async function save(response: Response, file: string, signal: AbortSignal): Promise<number> {
  const target = await open(file, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      signal.throwIfAborted();
      await target.writeFile(chunk);
      bytes += chunk.byteLength;
    }
    await target.sync();
    if (bytes === Number(response.headers.get('content-length'))) return bytes;
    throw new CliError(`The copy broke off after ${bytes} bytes.`);
  } catch (error) {
    // What fetch throws when the server breaks off says nothing to a person.
    if (error instanceof TypeError) throw new CliError('The server broke the copy off.');
    throw error;
  } finally {
    await target.close();
  }
}
