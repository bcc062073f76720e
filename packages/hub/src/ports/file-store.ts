/** A part of a file: offsets of its bytes, both included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** A file that is there, or a part of it. */
export interface StoredFile {
  /** Bytes of the whole file, whatever part was asked for. */
  readonly size: number;
  /** Once. Who stops reading lets go of whatever is behind it. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Where the bytes of files are kept. Names are made by the server: letters, digits, `-` and `_`, never
 * the same twice. Whose they are and what they are is written elsewhere; a store knows names alone, so
 * that an object store can take the place of a folder.
 */
export interface FileStore {
  /**
   * Keeps what `bytes` yields. Resolves when it would outlive a power cut, with how many they were. A
   * file is whole or not there: until then, and when it rejects, `get` knows nothing of it, and nothing
   * but what a process left that died in it is left of it; `delete` takes that away, too. Rejects with
   * whatever the source threw, and with `store_unavailable` when it cannot be kept.
   */
  put(name: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** The file, or a part that lies within it; `undefined`: there is none of that name. */
  get(name: string, range?: ByteRange): Promise<StoredFile | undefined>;
  /** Removes a file; one that is being read may still be read to its end. Resolves for none as well. */
  delete(name: string): Promise<void>;
}
