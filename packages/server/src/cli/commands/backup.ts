import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
    const part = `${file}.part`;
    const api = await connect(io.env, io.signal);
    const response = await api.ask('/api/admin/backup');
    const expected = Number(response.headers.get('content-length'));
    let bytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of Readable.from(response.body ?? [])) {
        const data: unknown = chunk;
        if (!(data instanceof Uint8Array)) continue;
        bytes += data.byteLength;
        yield data;
      }
    };
    try {
      // Fails when either is there: nothing is written over.
      const target = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(counted, target, { signal: io.signal });
      if (bytes !== expected) throw new CliError(`The copy broke off after ${bytes} bytes.`);
      await claim(file);
      await rename(part, file);
    } catch (error) {
      if (!isExisting(error)) await rm(part, { force: true });
      throw isExisting(error) ? new CliError(`${file} or ${part} exists already.`) : error;
    }
    io.say(`Wrote ${bytes} bytes to ${file}.`);
    return exits.done;
  },
};

/** Makes the empty file, or fails because there is one. */
async function claim(file: string): Promise<void> {
  await pipeline(Readable.from([]), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
