import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStoreSuite } from '@parley/testing';
import { expect, it, onTestFinished } from 'vitest';
import { FolderFileStore } from './folder-file-store.ts';

async function folderOfOwn(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'parley-files-'));
}

/** The files below a folder. */
async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

async function* text(value: string): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from(value);
}

fileStoreSuite('files in a folder', async () => {
  const folder = await folderOfOwn();
  return {
    store: new FolderFileStore(join(folder, 'files')),
    left: async () => (await filesIn(folder)).length,
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

it('files in a folder are private to its user, and no name leads out of it', async () => {
  const folder = await folderOfOwn();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = new FolderFileStore(join(folder, 'files'));
  await store.put('abcdef', text('text'));
  const path = join(folder, 'files', 'ab', 'abcdef');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'files'))).mode & 0o777).toBe(0o700);
  for (const name of ['../abcdef', 'ab/abcdef', '', '.', '..', 'a\0', 'abcdef.part']) {
    await expect(store.put(name, text('x')), name).rejects.toThrow(TypeError);
    await expect(store.get(name), name).rejects.toThrow(TypeError);
    await expect(store.delete(name), name).rejects.toThrow(TypeError);
  }
});

it('what a process left that died in the middle of a file goes with its name', async () => {
  const folder = await folderOfOwn();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = new FolderFileStore(folder);
  await store.put('abcdef', text('text'));
  await writeFile(join(folder, 'ab', 'abcdeg.part'), 'half');
  expect(await store.get('abcdeg')).toBeUndefined();
  await store.delete('abcdeg');
  expect(await filesIn(folder)).toEqual([join(folder, 'ab', 'abcdef')]);
});

it('a folder that cannot be written says so, like a store that is away', async () => {
  const folder = await folderOfOwn();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'files'), 'a file in the way');
  const store = new FolderFileStore(join(folder, 'files'));
  await expect(store.put('abcdef', text('x'))).rejects.toMatchObject({
    code: 'store_unavailable',
    retry: true,
  });
});
