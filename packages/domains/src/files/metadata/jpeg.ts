import { damaged, PartCount } from './damaged.ts';
import type { Pieces } from './pieces.ts';
import { orientationOf, tiffOf } from './tiff.ts';

// ITU-T T.81, annex B: segments that begin with 0xff and a code, and scans between them.
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const COM = 0xfe;
const APP0 = 0xe0;
const APP15 = 0xef;

const EXIF = 'Exif\0\0';
const JFIF = 'JFIF\0';
const ICC = 'ICC_PROFILE\0';
const ADOBE = 'Adobe';

/**
 * A JPEG without what applications wrote into it, but for its colours and how it is to be turned. What
 * comes after its end goes too: cameras put films and further pictures there, each with its place.
 */
export async function* cleanJpeg(pieces: Pieces): AsyncGenerator<Uint8Array> {
  yield await pieces.take(2);
  const parts = new PartCount();
  let isTurned = false;
  for (;;) {
    const code = await nextMarker(pieces);
    if (code === undefined) return;
    parts.add();
    if (code === EOI || isAlone(code)) yield Buffer.from([0xff, code]);
    if (code === EOI) return;
    if (isAlone(code)) continue;
    if (code === SOI) throw damaged();
    const size = await pieces.take(2);
    // What breaks off in a segment has no more of the picture.
    if (size.length < 2) return;
    const length = size.readUInt16BE() - 2;
    if (length < 0) throw damaged();
    const body = await pieces.take(length);
    if (body.length < length) return;
    const kept = keptOf(code, body, isTurned);
    if (code === APP0 + 1 && isNamed(body, EXIF)) isTurned = true;
    if (kept === undefined) continue;
    yield segment(code, kept);
    if (code === SOS) yield* scan(pieces);
  }
}

/** What stays of a segment; `undefined`: nothing. */
function keptOf(code: number, body: Buffer, isTurned: boolean): Buffer | undefined {
  if (code === COM) return undefined;
  if (code < APP0 || code > APP15) return body;
  // Without the small picture that may follow.
  if (code === APP0 && isNamed(body, JFIF) && body.length >= 14) {
    return Buffer.concat([body.subarray(0, 12), Buffer.alloc(2)]);
  }
  if (code === APP0 + 1 && isNamed(body, EXIF) && !isTurned) {
    const orientation = orientationOf(body.subarray(EXIF.length));
    return orientation === 1
      ? undefined
      : Buffer.concat([Buffer.from(EXIF, 'latin1'), tiffOf(orientation)]);
  }
  if (code === APP0 + 2 && isNamed(body, ICC)) return body;
  // It says what the numbers of a pixel mean.
  if (code === APP0 + 14 && isNamed(body, ADOBE)) return body.subarray(0, 12);
  return undefined;
}

function isNamed(body: Buffer, name: string): boolean {
  return body.toString('latin1', 0, name.length) === name;
}

function segment(code: number, body: Buffer): Buffer {
  const length = body.length + 2;
  return Buffer.concat([Buffer.from([0xff, code, length >> 8, length & 0xff]), body]);
}

/** Whether no length follows: restarts, and one that was for a time only. */
function isAlone(code: number): boolean {
  return (code >= 0xd0 && code <= 0xd7) || code === 1;
}

/** The code of the next marker; what is no part of anything is skipped, as it is by those who show it. */
async function nextMarker(pieces: Pieces): Promise<number | undefined> {
  let isBegun = false;
  for (;;) {
    const part = await pieces.piece();
    if (part === undefined) return undefined;
    for (let at = 0; at < part.length;) {
      if (!isBegun) {
        at = part.indexOf(0xff, at) + 1;
        if (at === 0) break;
        isBegun = true;
        continue;
      }
      const code = part[at] ?? 0;
      at += 1;
      if (code === 0xff) continue;
      isBegun = false;
      if (code === 0) continue;
      pieces.unread(part.subarray(at));
      return code;
    }
  }
}

/** The data of a scan, up to the next marker that is none of its own. */
async function* scan(pieces: Pieces): AsyncGenerator<Uint8Array> {
  let part = await pieces.piece();
  while (part !== undefined) {
    const end = markerIn(part);
    if (end === undefined) {
      yield part;
      part = await pieces.piece();
      continue;
    }
    yield part.subarray(0, end);
    if (end + 1 < part.length) {
      pieces.unread(part.subarray(end));
      return;
    }
    // What the last byte begins is in the next piece.
    const next = await pieces.piece();
    part = next && Buffer.concat([part.subarray(end), next]);
  }
}

/** Where a marker begins that ends a scan, or one may begin whose code has not come. */
function markerIn(data: Uint8Array): number | undefined {
  for (let at = data.indexOf(0xff); at >= 0; at = data.indexOf(0xff, at)) {
    const code = data[at + 1];
    if (code === 0xff) at += 1;
    else if (code === 0 || (code !== undefined && isAlone(code))) at += 2;
    else return at;
  }
  return undefined;
}
