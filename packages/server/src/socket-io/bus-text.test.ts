import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { fromBusText, toBusText } from './bus-text.ts';

const over = (message: unknown): unknown => fromBusText(toBusText(message));

it('carries JSON, binary of every kind, and texts that look like binary', () => {
  const bytes = Buffer.from([0, 1, 254, 255]);
  const message = {
    data: ['event', { n: 1, none: null, text: 'Grüße 🎉' }, ['\u0000', '\u0000b', '\u0000bAAE=']],
    at: new Date(0),
    binary: [
      bytes,
      new Uint8Array(bytes),
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 4),
    ],
    part: new Uint8Array([9, 8, 7, 6]).subarray(1, 3),
  };
  expect(over(message)).toEqual({
    ...message,
    at: '1970-01-01T00:00:00.000Z',
    binary: [bytes, bytes, bytes],
    part: Buffer.from([8, 7]),
  });
});

it('asks objects how they want to be told, as the library does', () => {
  expect(over({ user: { secret: 1, toJSON: () => ({ name: 'Ada' }) } })).toEqual({
    user: { name: 'Ada' },
  });
});
