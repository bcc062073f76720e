import { readdir } from 'node:fs/promises';
import type { FileStore } from '@parley/hub';
import type { Api } from './api.ts';
import { CliError, type Io } from './command.ts';

/** How often the person hears of it. */
const TELL_EVERY = 100;

/** Files that were copied, those that were there before among them. */
export interface CopiedFiles {
  readonly files: number;
  readonly bytes: number;
}

/** The folder of the files of a backup, beside it. */
export function filesBeside(backup: string): string {
  return `${backup}.files`;
}

/**
 * Copies the files of the running server into a folder as the server keeps them; those that are there
 * are left out, since files do not change. One that is deleted meanwhile is passed over.
 */
export async function copyFiles(
  api: Api,
  folder: string,
  { say, signal }: Pick<Io, 'say' | 'signal'>,
): Promise<CopiedFiles> {
  // Loaded here, so that the other commands start at once.
  const { FolderFileStore } = await import('@parley/store');
  const { keptFiles } = await import('../admin/kept-files.ts');
  const store = new FolderFileStore(folder);
  let copied: CopiedFiles = { files: 0, bytes: 0 };
  for (let after = 0; ;) {
    const answer = await api.ask(`/api/admin/files?after=${after}`);
    const { files } = keptFiles.parse(await answer.json());
    for (const { id, key, bytes } of files) {
      signal.throwIfAborted();
      after = id;
      if (!(await copyFile(api, store, key, bytes))) continue;
      copied = { files: copied.files + 1, bytes: copied.bytes + bytes };
      if (copied.files % TELL_EVERY === 0) say(`${wordsOf(copied)} so far …`);
    }
    if (files.length === 0) return copied;
  }
}

/** In words: `3 files (120 bytes)`. */
export function wordsOf({ files, bytes }: CopiedFiles): string {
  return `${files} ${files === 1 ? 'file' : 'files'} (${bytes} bytes)`;
}

/** Puts the files of a backup where the server keeps its own; those that are there stay. */
export async function returnFiles({
  from,
  to,
}: {
  readonly from: string;
  readonly to: string;
}): Promise<CopiedFiles> {
  const { FolderFileStore } = await import('@parley/store');
  const { fileName } = await import('@parley/domains/files/schema');
  const [source, target] = [new FolderFileStore(from), new FolderFileStore(to)];
  let copied: CopiedFiles = { files: 0, bytes: 0 };
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    // What a copy left that was ended in it is no file of ours.
    const { name: key } = entry;
    if (!entry.isFile() || !fileName.safeParse(key).success) continue;
    const stored = await source.get(key);
    if (stored === undefined) continue;
    if ((await target.get(key))?.size !== stored.size) {
      await target.delete(key);
      await target.put(key, stored.bytes);
    }
    copied = { files: copied.files + 1, bytes: copied.bytes + stored.size };
  }
  return copied;
}

/** Answers whether there is such a file. */
async function copyFile(api: Api, store: FileStore, key: string, bytes: number): Promise<boolean> {
  if ((await store.get(key))?.size === bytes) return true;
  const response = await api.find(`/api/admin/files/${key}`);
  if (response === undefined) return false;
  // What a copy left that was ended in it.
  await store.delete(key);
  let size: number;
  try {
    size = await store.put(key, response.body ?? empty());
  } catch (error) {
    // What fetch throws when the server breaks off says nothing to a person.
    if (error instanceof TypeError) throw new CliError('The server broke the copy off.');
    throw error;
  }
  if (size === bytes) return true;
  await store.delete(key);
  throw new CliError(`The copy of a file broke off after ${size} of ${bytes} bytes.`);
}

async function* empty(): AsyncGenerator<Uint8Array> {}
