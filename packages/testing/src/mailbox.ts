import type { Wire } from '@parley/hub';

/** A wire that keeps what is written to it, for tests of dialects and hub without sockets. */
export class Mailbox implements Wire {
  /** What a slow reader has not taken; a test sets it. */
  queued = 0;
  /** The close code, once closed. */
  closed: number | undefined;
  #texts: string[] = [];

  write(bytes: Uint8Array): void {
    if (this.closed === undefined) this.#texts.push(...textsOf(bytes));
  }

  close(code: number): void {
    this.closed ??= code;
  }

  /** Takes everything out: one parsed JSON value per text message. */
  take(): Record<string, unknown>[] {
    return this.takeTexts().map((text) => JSON.parse(text) as Record<string, unknown>);
  }

  /** Takes everything out, literally. */
  takeTexts(): string[] {
    return this.#texts.splice(0);
  }
}

/** The text messages in bytes that hold whole, unmasked WebSocket frames. Throws on anything else. */
export function textsOf(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (view.getUint8(at) !== 0x81) throw new Error(`not a whole text frame at byte ${at}`);
    let length = view.getUint8(at + 1);
    at += 2;
    if (length === 126) {
      length = view.getUint16(at);
      at += 2;
    } else if (length === 127) {
      length = Number(view.getBigUint64(at));
      at += 8;
    }
    texts.push(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(at, at + length)));
    at += length;
  }
  return texts;
}
