import type { ByteRange, FileStore, StoredFile } from '../ports/file-store.ts';

/** Files in the memory of this process: for tests, and for servers that forget everything. */
export class MemoryFileStore implements FileStore {
  readonly #files = new Map<string, Uint8Array>();

  /** The names of all that are there. */
  get names(): readonly string[] {
    return [...this.#files.keys()];
  }

  async put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of bytes) {
      parts.push(Uint8Array.from(part));
      size += part.length;
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#files.set(name, whole);
    return size;
  }

  get(name: string, range?: ByteRange): Promise<StoredFile | undefined> {
    const whole = this.#files.get(name);
    if (whole === undefined) return Promise.resolve(undefined);
    const part = range === undefined ? whole : whole.subarray(range.from, range.to + 1);
    return Promise.resolve({ size: whole.length, bytes: once(part) });
  }

  delete(name: string): Promise<void> {
    this.#files.delete(name);
    return Promise.resolve();
  }
}

async function* once(part: Uint8Array): AsyncIterable<Uint8Array> {
  // Like any other store, it hands over later.
  await Promise.resolve();
  if (part.length > 0) yield part;
}
