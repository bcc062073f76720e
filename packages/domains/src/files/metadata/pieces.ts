/** Bytes that come in pieces of any size, read in those that a format has. */
export class Pieces {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array | undefined;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** What has come, some of it at least, and no more than that; `undefined` at the end. */
  async piece(most: number = Infinity): Promise<Uint8Array | undefined> {
    let part = this.#rest;
    this.#rest = undefined;
    while (part === undefined || part.length === 0) {
      const { done, value } = await this.#source.next();
      if (done === true) return undefined;
      part = value;
    }
    if (part.length > most) this.#rest = part.subarray(most);
    return part.subarray(0, most);
  }

  /** Puts the end of a piece back, before the next is read. */
  unread(bytes: Uint8Array): void {
    this.#rest = bytes;
  }

  /** The next bytes; fewer at the end. */
  async take(length: number): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of this.pass(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  /** Passes the next bytes on as they come. */
  async *pass(length: number = Infinity): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0;) {
      const part = await this.piece(left);
      if (part === undefined) return;
      left -= part.length;
      yield part;
    }
  }

  /** Reads past the next bytes; those to the end when not said. */
  async skip(length: number = Infinity): Promise<void> {
    for (let left = length; left > 0;) {
      const part = await this.piece(left);
      if (part === undefined) return;
      left -= part.length;
    }
  }

  /** Whoever sends the bytes need not send more. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
