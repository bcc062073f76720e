import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError, type ByteRange, type FileStore, type StoredFile } from '@parley/hub';

/** Names that are ours, so that none leads out of the folder. */
const NAME = /^[\w-]+$/u;

/**
 * Files in a folder, private to its user, in folders by the first two letters of their names. A file
 * is written under another name and synced before it gets its own. Several nodes share the folder.
 */
export class FolderFileStore implements FileStore {
  readonly #folder: string;

  /** @param folder Made when the first file comes. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const { folder, path, partial } = this.#placeOf(name);
    let handle: FileHandle | undefined;
    try {
      await kept(mkdir(folder, { recursive: true, mode: 0o700 }));
      handle = await kept(open(partial, 'wx', 0o600));
      let size = 0;
      for await (const part of bytes) {
        await kept(writeAll(handle, part));
        size += part.length;
      }
      await kept(handle.sync());
      await kept(handle.close());
      handle = undefined;
      await kept(rename(partial, path));
      for (const changed of [folder, this.#folder]) await kept(syncFolder(changed));
      return size;
    } catch (error) {
      await handle?.close().catch(() => undefined);
      await rm(partial, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async get(name: string, range?: ByteRange): Promise<StoredFile | undefined> {
    const { path } = this.#placeOf(name);
    let size: number;
    try {
      ({ size } = await stat(path));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw unavailable(error);
    }
    const part = range === undefined ? {} : { start: range.from, end: range.to };
    return { size, bytes: { [Symbol.asyncIterator]: () => read(path, part) } };
  }

  async delete(name: string): Promise<void> {
    const { path, partial } = this.#placeOf(name);
    for (const each of [path, partial]) await kept(rm(each, { force: true }));
  }

  #placeOf(name: string): { folder: string; path: string; partial: string } {
    if (!NAME.test(name)) throw new TypeError('Not a name of a file.');
    const folder = join(this.#folder, name.slice(0, 2));
    const path = join(folder, name);
    return { folder, path, partial: `${path}.part` };
  }
}

/** The file is opened when it is read, so that who asks for its size alone holds nothing. */
async function* read(
  path: string,
  part: { start?: number; end?: number },
): AsyncGenerator<Uint8Array> {
  for await (const bytes of createReadStream(path, part)) yield bytes as Uint8Array;
}

async function writeAll(handle: FileHandle, part: Uint8Array): Promise<void> {
  for (let at = 0; at < part.length;) {
    const { bytesWritten } = await handle.write(part, at, part.length - at);
    at += bytesWritten;
  }
}

/** A name that was given outlives a power cut once its folder is synced, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What the disk refuses, in the hub's words. */
async function kept<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw unavailable(error);
  }
}

function unavailable(error: unknown): HubError {
  return new HubError('store_unavailable', `The folder of files: ${codeOf(error) ?? 'failed'}.`);
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
