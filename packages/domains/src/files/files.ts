import type { ByteRange, Grants, StoredFile } from '@parley/hub';
import type { FileView } from './schema.ts';

/** A file that somebody is sending us. */
export interface Upload {
  readonly memberId: number;
  /** Where it may be seen. The caller has asked whether the member may publish there. */
  readonly topic: string;
  /** What it is called. */
  readonly title: string;
  /** What it is said to be; empty: nothing. */
  readonly said: string;
  /** How many bytes were announced; absent: nobody said. */
  readonly length?: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file that is there. */
export interface FoundFile extends FileView {
  readonly topic: string;
  /** Whether a member may see it with these rights on its topic. */
  mayRead(memberId: number, grants: Grants): boolean;
  /** Whether browsers may show it on a page. */
  readonly isShown: boolean;
  /** Its bytes, or a part; `undefined`: they are gone. Throws `store_unavailable`. */
  open(range?: ByteRange): Promise<StoredFile | undefined>;
}

/** A file as whoever copies all of them sees it. */
export interface KeptFile {
  readonly id: number;
  /** In its address, and of its bytes. */
  readonly key: string;
  readonly bytes: number;
}

/** The actions of files. */
export interface Files {
  /**
   * Keeps a file. Resolves when it would outlive a power cut; when it rejects, nothing is left of it.
   * Throws `file_too_large`, `file_refused`, `file_mistyped`, `files_full`, `invalid`, the hub's
   * `store_unavailable`, and what `bytes` threw.
   */
  upload(upload: Upload): Promise<FileView>;
  /** A file, by the name in its address. It does not ask who may see it: the caller does. */
  find(name: string): Promise<FoundFile | undefined>;
  /** The files that are there, with an id above `after`, ascending: for a copy of all of them. */
  list(page: { readonly after: number; readonly limit: number }): Promise<readonly KeptFile[]>;
  /** Deletes a file of one's own that no message was sent with. Throws `not_found`. */
  remove(memberId: number, name: string): Promise<void>;
}
