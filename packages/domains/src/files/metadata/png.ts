import { crc32 } from 'node:zlib';
import { fileLimits } from '../limits.ts';
import { damaged, PartCount } from './damaged.ts';
import type { Pieces } from './pieces.ts';
import { orientationOf, tiffOf } from './tiff.ts';

/** What of a PNG, still or moving, has to do with how it looks. Whatever else is in it goes. */
const kept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(
    ' ',
  ),
);

/** A PNG without texts, times, EXIF (but for how it is to be turned), and what comes after its end. */
export async function* cleanPng(pieces: Pieces): AsyncGenerator<Uint8Array> {
  yield await pieces.take(8);
  const parts = new PartCount();
  let isTurned = false;
  for (;;) {
    const head = await pieces.take(8);
    // It breaks off.
    if (head.length < 8) return;
    parts.add();
    const [length, type] = [head.readUInt32BE(), head.toString('latin1', 4)];
    if (length > 0x7f_ff_ff_ff || !/^[A-Za-z]{4}$/u.test(type)) throw damaged();
    const withCheck = length + 4;
    if (kept.has(type)) {
      yield head;
      yield* pieces.pass(withCheck);
    } else if (type === 'eXIf' && !isTurned) {
      isTurned = true;
      const read = Math.min(length, fileLimits.exifBytes.default);
      const orientation = orientationOf(await pieces.take(read));
      await pieces.skip(withCheck - read);
      if (orientation !== 1) yield chunk(type, tiffOf(orientation));
    } else {
      await pieces.skip(withCheck);
    }
    if (type === 'IEND') return;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  check.writeUInt32BE(crc32(checked));
  return Buffer.concat([length, checked, check]);
}
