import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { connect } from '../api.ts';
import { CliError, exits, type Command } from '../command.ts';
import { copyFiles, filesBeside, wordsOf } from '../copied-files.ts';

/** `parley backup`. */
export const backup: Command = {
  usage: 'backup <file>',
  summary: 'Copy the database and the files of the running server, consistently.',
  details:
    'The server goes on working. The file must not exist yet; it appears when everything is copied.\n' +
    'Attachments and shared pages go into the folder <file>.files, those that are there already are\n' +
    'left out; --database-only leaves all of them out. It holds everything, password hashes too:\n' +
    'keep it private.',
  flags: { 'database-only': { type: 'boolean' } },
  words: [1, 1],
  async run({ io, words, has }) {
    const file = words[0] ?? '';
    if (existsSync(file)) throw new CliError(`${file} exists already.`);
    const part = `${file}.${randomUUID()}.part`;
    const api = await connect(io.env, io.signal);
    const response = await api.ask('/api/admin/backup');
    try {
      const bytes = await save(response, part, io.signal);
      // After the database: every file that it knows is in the copy, unless it was deleted meanwhile.
      const folder = filesBeside(file);
      const copied = has('database-only') ? undefined : await copyFiles(api, folder, io);
      // Unlike a rename, a link never replaces what is there.
      await link(part, file);
      io.say(`Wrote ${bytes} bytes to ${file}.`);
      if (copied === undefined) io.say('The files of members are not in it.');
      else if (copied.files > 0) io.say(`Copied ${wordsOf(copied)} to ${folder}.`);
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
