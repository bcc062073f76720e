import { Buffer } from 'node:buffer';

/** Before a text that begins with it itself, and before binary: no JSON of a client begins so unescaped. */
const ESCAPE = '\u0000';
const BINARY = `${ESCAPE}b`;

/**
 * A message between nodes as text: JSON as the library makes it (`toJSON` is honoured), with binary
 * in it. Throws on what JSON cannot carry, such as a circle.
 */
export function toBusText(message: unknown): string {
  return JSON.stringify(message, function escape(this: unknown, key: string, value: unknown) {
    // Buffers have a `toJSON`, so the value comes too late to tell.
    const original: unknown = Reflect.get(Object(this), key);
    if (original instanceof ArrayBuffer) return BINARY + Buffer.from(original).toString('base64');
    if (ArrayBuffer.isView(original)) {
      const { buffer, byteOffset, byteLength } = original;
      return BINARY + Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    }
    return typeof value === 'string' && value.startsWith(ESCAPE) ? ESCAPE + value : value;
  });
}

/** A message as it was; binary comes back as Buffers. Throws on what is no JSON. */
export function fromBusText(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(ESCAPE)) return value;
    return value.startsWith(BINARY)
      ? Buffer.from(value.slice(BINARY.length), 'base64')
      : value.slice(ESCAPE.length);
  });
}
