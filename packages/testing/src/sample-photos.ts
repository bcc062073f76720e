import { crc32 } from 'node:zlib';

/** Says where {@link photographed} pictures were taken: to be looked for in their bytes. */
export const samplePlace = 'GPS 48.2082,16.3738';

/**
 * A JPEG, PNG or WebP as a camera would have written it: with EXIF data, XMP and a comment that say
 * {@link samplePlace}, and with something after its end.
 *
 * @param options.orientation How it is to be turned, by EXIF's numbers
 */
export function photographed(
  picture: Uint8Array,
  { orientation = 1 }: { readonly orientation?: number } = {},
): Buffer {
  const file = Buffer.from(picture);
  const exif = exifOf(orientation);
  if (file[0] === 0xff) return jpegWith(file, exif);
  return file[0] === 0x89 ? pngWith(file, exif) : webpWith(file, exif);
}

function exifOf(orientation: number): Buffer {
  // The orientation, and whose camera it was: text that stands after the list.
  const head = Buffer.from('49492a00080000000200', 'hex');
  const entries = Buffer.from('1201030001000000000000000f010200000000002600000000000000', 'hex');
  entries.writeUInt16LE(orientation, 8);
  entries.writeUInt32LE(samplePlace.length, 16);
  return Buffer.concat([head, entries, Buffer.from(samplePlace)]);
}

function jpegWith(file: Buffer, exif: Buffer): Buffer {
  const segment = (code: number, name: string, body: Buffer): Buffer => {
    const data = Buffer.concat([Buffer.from(name, 'latin1'), body]);
    const length = data.length + 2;
    return Buffer.concat([Buffer.from([0xff, code, length >> 8, length & 0xff]), data]);
  };
  const place = Buffer.from(samplePlace);
  return Buffer.concat([
    file.subarray(0, 2),
    segment(0xe1, 'Exif\0\0', exif),
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', place),
    segment(0xe2, 'MPF\0', place),
    segment(0xed, 'Photoshop 3.0\0', place),
    segment(0xfe, '', place),
    file.subarray(2),
    // A second picture, as telephones put it there.
    file.subarray(0, 2),
    segment(0xe1, 'Exif\0\0', exif),
  ]);
}

function pngWith(file: Buffer, exif: Buffer): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    const checked = Buffer.concat([Buffer.from(type), data]);
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(checked));
    return Buffer.concat([length, checked, check]);
  };
  const place = Buffer.from(samplePlace);
  const headEnd = 8 + 25;
  return Buffer.concat([
    file.subarray(0, headEnd),
    chunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), place])),
    chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0'), place])),
    chunk('tIME', Buffer.from([7, 0xea, 6, 1, 12, 0, 0])),
    chunk('eXIf', exif),
    file.subarray(headEnd),
    place,
  ]);
}

function webpWith(file: Buffer, exif: Buffer): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(data.length);
    return Buffer.concat([Buffer.from(type), length, data, Buffer.alloc(data.length % 2)]);
  };
  let body = file.subarray(12);
  if (body.toString('latin1', 0, 4) === 'VP8 ') {
    // The size of what is shown, each less one, in 24 bits; the frame has it in 14.
    const large = Buffer.alloc(10);
    large.writeUIntLE((body.readUInt16LE(14) & 0x3fff) - 1, 4, 3);
    large.writeUIntLE((body.readUInt16LE(16) & 0x3fff) - 1, 7, 3);
    body = Buffer.concat([chunk('VP8X', large), body]);
  }
  const place = Buffer.from(samplePlace);
  const all = Buffer.concat([
    Buffer.from('RIFF....WEBP'),
    body,
    chunk('EXIF', exif),
    chunk('XMP ', place),
    chunk('PLCE', place),
  ]);
  all.writeUInt32LE(all.length - 8, 4);
  // It has EXIF data and XMP.
  all[20] = (all[20] ?? 0) | 0x0c;
  return Buffer.concat([all, place]);
}
