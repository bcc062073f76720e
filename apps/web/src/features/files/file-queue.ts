import { toApiError, type ApiError } from '../../api/api-error.ts';
import type { FileView } from '@parley/domains/files/schema';

/** Files that go at once; the others wait. */
const AT_ONCE = 2;
/** Most files taken at once. */
export const MOST = 20;

/**
 * One of my files that is not in the room yet.
 *
 * `waiting`: for its turn · `uploading` · `sending`: it is there, its message goes · `failed`
 */
export interface FileOnItsWay {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  /** Of a picture, an address within this page. */
  readonly preview: string | undefined;
  readonly state: 'waiting' | 'uploading' | 'sending' | 'failed';
  /** How much has gone, from 0 to 1. */
  readonly part: number;
  readonly error: ApiError | undefined;
}

export interface FileQueueOptions {
  readonly upload: (
    file: File,
    options: { readonly onProgress: (part: number) => void; readonly signal: AbortSignal },
  ) => Promise<FileView>;
  /** Sends the message; a repeat with the same id is stored once. */
  readonly send: (file: FileView, id: string) => Promise<void>;
  readonly newId?: () => string;
  /** Makes an address of a picture, and lets it go. */
  readonly show?: (file: File) => string;
  readonly hide?: (address: string) => void;
}

interface Entry {
  readonly file: File;
  shown: FileOnItsWay;
  /** Once it is on the server it is not sent again. */
  kept?: FileView;
  stop?: AbortController;
  /** Ends when it is in the room, has failed or was given up. */
  run?: Promise<void>;
}

/** Takes files one after another to the server and then into the room; what fails waits for a word. */
export class FileQueue {
  readonly #options: Required<FileQueueOptions>;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<() => void>();
  #list: readonly FileOnItsWay[] = [];

  constructor(options: FileQueueOptions) {
    this.#options = {
      newId: () => crypto.randomUUID(),
      show: (file) => URL.createObjectURL(file),
      hide: (address) => URL.revokeObjectURL(address),
      ...options,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  readonly read = (): readonly FileOnItsWay[] => this.#list;

  /** Takes files in, in their order, as many as there is room for; answers how many it left. */
  add(files: readonly File[]): number {
    const room = Math.max(0, MOST - this.#entries.length);
    for (const file of files.slice(0, room)) {
      const { name, size: bytes, type } = file;
      const isPicture = /^image\/(?:png|jpeg|gif|webp|avif)$/u.test(type);
      const preview = isPicture ? this.#options.show(file) : undefined;
      const id = this.#options.newId();
      const shown = {
        id,
        name,
        bytes,
        preview,
        state: 'waiting',
        part: 0,
        error: undefined,
      } as const;
      this.#entries.push({ file, shown });
    }
    this.#changed();
    this.#next();
    return files.length - Math.min(files.length, room);
  }

  retry(id: string): void {
    const entry = this.#find(id);
    if (entry?.shown.state !== 'failed') return;
    this.#set(entry, { state: 'waiting', error: undefined, part: 0 });
    this.#next();
  }

  /** Gives a file up; one whose message is on its way may arrive all the same. */
  cancel(id: string): void {
    const entry = this.#find(id);
    if (entry === undefined) return;
    entry.stop?.abort();
    this.#remove(entry);
  }

  /** Gives everything up. */
  close(): void {
    for (const { shown } of Array.from(this.#entries)) this.cancel(shown.id);
  }

  #next(): void {
    const busy = this.#entries.filter(
      ({ shown: { state } }) => state === 'uploading' || state === 'sending',
    );
    let free = AT_ONCE - busy.length;
    for (const entry of this.#entries) {
      if (free <= 0) return;
      if (entry.shown.state !== 'waiting') continue;
      free -= 1;
      const earlier = this.#entries.slice(0, this.#entries.indexOf(entry));
      entry.run = this.#run(
        entry,
        earlier.flatMap(({ run }) => run ?? []),
      );
    }
  }

  async #run(entry: Entry, earlier: readonly Promise<void>[]): Promise<void> {
    const stop = new AbortController();
    entry.stop = stop;
    try {
      this.#set(entry, { state: 'uploading' });
      entry.kept ??= await this.#options.upload(entry.file, {
        onProgress: (part) => {
          if (!stop.signal.aborted) this.#set(entry, { part });
        },
        signal: stop.signal,
      });
      if (stop.signal.aborted) return;
      this.#set(entry, { state: 'sending', part: 1 });
      // They stand in the room in the order that they were chosen in.
      await Promise.all(earlier);
      if (stop.signal.aborted) return;
      await this.#options.send(entry.kept, entry.shown.id);
      this.#remove(entry);
    } catch (thrown) {
      if (!stop.signal.aborted) this.#set(entry, { state: 'failed', error: toApiError(thrown) });
    } finally {
      this.#next();
    }
  }

  #find(id: string): Entry | undefined {
    return this.#entries.find(({ shown }) => shown.id === id);
  }

  #remove(entry: Entry): void {
    const at = this.#entries.indexOf(entry);
    if (at < 0) return;
    this.#entries.splice(at, 1);
    const { preview } = entry.shown;
    if (preview !== undefined) this.#options.hide(preview);
    this.#changed();
  }

  #set(entry: Entry, part: Partial<FileOnItsWay>): void {
    entry.shown = { ...entry.shown, ...part };
    this.#changed();
  }

  #changed(): void {
    this.#list = this.#entries.map(({ shown }) => shown);
    for (const listener of Array.from(this.#listeners)) listener();
  }
}
