import { fileLimits } from '../limits.ts';
import { damaged, PartCount } from './damaged.ts';
import type { Pieces } from './pieces.ts';
import { orientationOf, tiffOf } from './tiff.ts';

/** What of a WebP has to do with how it looks. */
const kept = new Set(['VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ICCP']);
/** A frame of a moving one: this many bytes of its own, then chunks. */
const FRAME_BYTES = 16;
/** What there is, and how large it is. */
const VP8X_BYTES = 10;
const HAS_XMP = 0x04;

/**
 * A WebP without XMP, EXIF (but for how it is to be turned), and what is after its end. What goes is
 * overwritten where it stands: the length of all of it stands at the beginning, which is gone by then.
 */
export async function* cleanWebp(pieces: Pieces): AsyncGenerator<Uint8Array> {
  const begin = await pieces.take(12);
  const length = begin.length < 12 ? 0 : begin.readUInt32LE(4);
  if (length < 4) throw damaged();
  yield begin;
  const parts = new PartCount();
  for (let left = length - 4; left > 0;) {
    const head = await pieces.take(Math.min(left, 8));
    // It breaks off, or ends with less than a chunk.
    if (head.length < 8) return;
    parts.add();
    left -= 8;
    const type = head.toString('latin1', 0, 4);
    const size = head.readUInt32LE(4);
    const bytes = Math.min(type === 'ANMF' ? FRAME_BYTES : size + (size % 2), left);
    left -= bytes;
    if (kept.has(type) || type === 'ANMF') {
      yield head;
      yield* pieces.pass(bytes);
    } else if (type === 'VP8X') {
      if (size !== VP8X_BYTES) throw damaged();
      const body = await pieces.take(bytes);
      if (body[0] !== undefined) body[0] &= ~HAS_XMP;
      yield head;
      yield body;
    } else if (type === 'EXIF') {
      yield head;
      yield* turned(pieces, bytes);
    } else {
      // The name that chunks have which are nothing.
      yield Buffer.concat([Buffer.from('JUNK', 'latin1'), head.subarray(4)]);
      yield* blank(pieces, bytes);
    }
  }
}

/** EXIF data of the same length that say how the picture is to be turned, and nothing else. */
async function* turned(pieces: Pieces, bytes: number): AsyncGenerator<Uint8Array> {
  const read = await pieces.take(Math.min(bytes, fileLimits.exifBytes.default));
  // Some write it as it is written in a JPEG.
  const isNamed = read.toString('latin1', 0, 6) === 'Exif\0\0';
  const tiff = tiffOf(orientationOf(isNamed ? read.subarray(6) : read));
  read.fill(0);
  tiff.copy(read);
  yield read;
  yield* blank(pieces, bytes - read.length);
}

async function* blank(pieces: Pieces, bytes: number): AsyncGenerator<Uint8Array> {
  for await (const part of pieces.pass(bytes)) yield Buffer.alloc(part.length);
}
