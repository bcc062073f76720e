import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { DomainError } from '../errors.ts';
import { fileLimits } from './limits.ts';
import { withoutMetadata } from './metadata/without-metadata.ts';
import { agrees, isPicture, isTaken, TEXT, ZIP } from './types.ts';

/** What a file turned out to be. */
export interface Content {
  readonly type: string;
  /** Those that are kept. */
  readonly bytes: number;
  /** Of a picture, as it is shown, when it says so. */
  readonly width?: number;
  readonly height?: number;
}

/** Looks at a file while it comes: its size, what it is by its content, and whether it was said to be that. */
export class Inspection {
  readonly #said: string;
  readonly #most: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #bytes = 0;
  #kept = 0;
  #type = '';
  #size: { readonly width: number; readonly height: number } | undefined;

  /** @param options.said The type that was declared; empty for none. */
  constructor({ said, most }: { readonly said: string; readonly most: number }) {
    this.#said = said;
    this.#most = most;
  }

  /** What it was, when it has come to its end. */
  get content(): Content {
    return { type: this.#type, bytes: this.#kept, ...this.#size };
  }

  /**
   * Passes a file on as it comes, a picture without what it tells of where it was taken. Throws
   * `file_too_large`, `file_refused` for a kind that is not taken and a picture that is damaged,
   * `file_mistyped` for one that is not what was said, and `invalid` for an empty one.
   */
  async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of withoutMetadata(this.#look(source), () => this.#type)) {
      this.#kept += part.length;
      yield part;
    }
  }

  async *#look(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let waiting: Uint8Array[] | undefined = [];
    for await (const part of source) {
      this.#bytes += part.length;
      if (this.#bytes > this.#most) throw tooLarge(this.#most);
      if (waiting === undefined) {
        this.#read(part);
        yield part;
        continue;
      }
      waiting.push(part);
      if (this.#bytes < fileLimits.headBytes.default) continue;
      yield await this.#begin(waiting);
      waiting = undefined;
    }
    if (this.#bytes === 0) throw new DomainError('invalid', { detail: 'The file is empty.' });
    if (waiting !== undefined) yield await this.#begin(waiting);
    this.#read(undefined);
  }

  /** Decides what it is. */
  async #begin(parts: readonly Uint8Array[]): Promise<Uint8Array> {
    const head = Buffer.concat(parts);
    this.#type = await typeOf(head);
    if (!isTaken(this.#type)) throw new DomainError('file_refused');
    this.#read(head);
    if (!agrees(this.#said, this.#type)) {
      const detail = `The file is said to be ${this.#said} and is ${this.#type}.`;
      throw new DomainError('file_mistyped', { detail });
    }
    if (isPicture(this.#type)) this.#size = sizeOf(head);
    return head;
  }

  /** Text must be text to its end; `undefined` is the end. */
  #read(part: Uint8Array | undefined): void {
    if (this.#type !== TEXT) return;
    try {
      const text = this.#decoder.decode(part, { stream: part !== undefined });
      if (!text.includes('\0')) return;
    } catch {
      // Not in UTF-8.
    }
    throw new DomainError('file_refused');
  }
}

/** Throws unless a file of this size may come. */
export function requireSize(bytes: number, most: number): void {
  if (bytes > most) throw tooLarge(most);
}

function tooLarge(most: number): DomainError {
  const megabytes = Math.floor((most / 1_048_576) * 10) / 10;
  const size = megabytes >= 1 ? `${megabytes} MB` : `${most} bytes`;
  return new DomainError('file_too_large', { detail: `A file may have ${size} at most.` });
}

async function typeOf(head: Uint8Array): Promise<string> {
  // What is in there decides over nothing here, so it is not unpacked.
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) return ZIP;
  let found: string | undefined;
  try {
    found = (await fileTypeFromBuffer(head))?.mime.split(';', 1)[0];
  } catch {
    // One that breaks off where more was to come.
  }
  // Known kinds of text (XML, calendars, …) are text to us.
  if (found === undefined || /^text\/|xml$|\/rtf$/u.test(found)) return TEXT;
  return found;
}

/** As it is shown: turned as the camera was held. */
function sizeOf(head: Uint8Array): { width: number; height: number } | undefined {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    if (width < 1 || height < 1 || width > 65_535 || height > 65_535) return undefined;
    return orientation > 4 ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}
