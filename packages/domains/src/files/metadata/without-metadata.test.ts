import { photographed, samplePlace, samplePng } from '@parley/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileLimits } from '../limits.ts';
import { orientationOf, tiffOf } from './tiff.ts';
import { withoutMetadata } from './without-metadata.ts';

async function* cut(bytes: Uint8Array, piece: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) {
    await Promise.resolve();
    yield bytes.subarray(at, at + piece);
  }
}

async function clean(type: string, bytes: Uint8Array, piece = 1000): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of withoutMetadata(cut(bytes, piece), () => type)) parts.push(part);
  return Buffer.concat(parts);
}

/** Two scans, with stuffed bytes, restarts and tables between, as a progressive picture has. */
const scans = Buffer.from(
  'ffda00030112ff0034ffd056ff00ff00ffc4000401aaffda000302ff00ffffd177ffd9',
  'hex',
);
const jfif = 'ffe000104a46494600010100000100010000';
const adobe = 'ffee000e41646f626500640000000001';
const colours = `ffe20010${Buffer.from('ICC_PROFILE\0').toString('hex')}0101`;
const jpeg = Buffer.concat([
  Buffer.from(`ffd8${jfif}${adobe}${colours}ffc00011080078014003012200021101031101`, 'hex'),
  scans,
]);

const riff = (...chunks: readonly Buffer[]): Buffer => {
  const all = Buffer.concat([Buffer.from('RIFF....WEBP'), ...chunks]);
  all.writeUInt32LE(all.length - 8, 4);
  return all;
};
const chunk = (type: string, data: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type), length, data, Buffer.alloc(data.length % 2)]);
};
const frame = Buffer.from('0000009d012a40002000abcdef', 'hex');
const webp = riff(chunk('VP8X', Buffer.from('100000003f00001f0000', 'hex')), chunk('VP8 ', frame));

/** Where the first part of each kind stands, and one that says nothing. */
const text = Buffer.from('000000007445587400000000', 'hex');
const nothing = {
  'image/jpeg': [2, Buffer.from('fffe0002', 'hex')],
  'image/png': [8, text],
  'image/apng': [8, text],
  'image/webp': [12, chunk('JUNK', Buffer.alloc(0))],
} as const;

const pictures = [
  ['image/jpeg', jpeg],
  ['image/png', samplePng(40, 30)],
  ['image/apng', samplePng(3, 3)],
  ['image/webp', webp],
] as const;

describe.each(pictures)('of a %s', (type, picture) => {
  it('nothing is changed that has no metadata', async () => {
    expect((await clean(type, picture)).equals(picture)).toBe(true);
  });

  it('the place goes, wherever it stands, and the picture stays as it was, whatever pieces it comes in', async () => {
    const photo = photographed(picture);
    expect(photo.includes(samplePlace)).toBe(true);
    const whole = await clean(type, photo);
    expect(whole.includes(samplePlace)).toBe(false);
    expect((await clean(type, whole)).equals(whole)).toBe(true);
    if (type === 'image/webp') {
      // It is overwritten there: what it is begins as it did, and is as long as it was said to be.
      expect(whole.length).toBe(photo.length - samplePlace.length);
      expect(whole.readUInt32LE(4)).toBe(whole.length - 8);
      expect(whole.subarray(21, picture.length).equals(picture.subarray(21))).toBe(true);
      expect((whole[20] ?? 0) & 0x04).toBe(0);
    } else {
      expect(whole.equals(picture)).toBe(true);
    }
    for (const piece of [1, 2, 3, 7, 64]) {
      expect((await clean(type, photo, piece)).equals(whole)).toBe(true);
    }
  });

  it('how it is to be turned stays', async () => {
    const whole = await clean(type, photographed(picture, { orientation: 6 }));
    expect(whole.includes(samplePlace)).toBe(false);
    const tiff = whole.indexOf('MM\0*');
    expect(orientationOf(whole.subarray(tiff))).toBe(6);
    expect(whole.indexOf('MM\0*', tiff + 1)).toBe(-1);
    expect((await clean(type, whole)).equals(whole)).toBe(true);
  });

  it('what breaks off is kept as far as it came', async () => {
    const photo = photographed(picture);
    const whole = await clean(type, photo);
    for (let end = 12; end < photo.length; end += 1) {
      const part = await clean(type, photo.subarray(0, end));
      expect(whole.subarray(0, part.length).equals(part)).toBe(true);
    }
  });

  it('whatever bytes it has, it is cleaned or refused, the same in all pieces', async () => {
    const outcome = async (bytes: Uint8Array, piece: number): Promise<string> => {
      try {
        return (await clean(type, bytes, piece)).toString('hex');
      } catch (error) {
        expect(error).toMatchObject({ code: 'file_refused' });
        return 'refused';
      }
    };
    const photo = photographed(picture, { orientation: 3 });
    const spoilt = fc
      .array(fc.tuple(fc.nat(photo.length - 13), fc.uint8Array({ minLength: 1, maxLength: 6 })), {
        minLength: 1,
        maxLength: 4,
      })
      .map((changes) => {
        const bytes = Buffer.from(photo);
        for (const [at, put] of changes)
          bytes.set(put.subarray(0, bytes.length - at - 12), at + 12);
        return bytes;
      });
    const random = fc
      .uint8Array({ maxLength: 200 })
      .map((rest) => Buffer.concat([picture.subarray(0, 12), rest]));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(spoilt, random),
        fc.integer({ min: 1, max: 50 }),
        async (bytes, piece) => {
          expect(await outcome(bytes, piece)).toBe(await outcome(bytes, 10_000));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('one with parts without end is refused', async () => {
    const parts = fileLimits.pictureParts.default + 1;
    const [begin, part] = nothing[type];
    const many = Buffer.concat([
      picture.subarray(0, begin),
      ...Array.from({ length: parts }, () => part),
    ]);
    if (type === 'image/webp') many.writeUInt32LE(many.length - 8, 4);
    await expect(clean(type, many, 65_536)).rejects.toMatchObject({ code: 'file_refused' });
  });
});

describe('a picture that cannot be read', () => {
  it.each([
    ['image/jpeg', 'a segment shorter than its length', 'ffd8ffe10001'],
    ['image/jpeg', 'a picture in a picture', 'ffd8ffd8ffd9'],
    ['image/png', 'a chunk longer than there are', '89504e470d0a1a0affffffff49484452'],
    ['image/png', 'a chunk without a name', '89504e470d0a1a0a0000000000010203'],
    [
      'image/webp',
      'a length below its own head',
      Buffer.from('RIFF\u0001\0\0\0WEBP').toString('hex'),
    ],
    ['image/webp', 'a head of another size', riff(chunk('VP8X', Buffer.alloc(4))).toString('hex')],
  ])('%s with %s is refused', async (type, _what, hex) => {
    await expect(clean(type, Buffer.from(hex, 'hex'))).rejects.toMatchObject({
      code: 'file_refused',
      message: 'The picture is damaged.',
    });
  });
});

describe('what is no such picture', () => {
  it('is passed on as it is', async () => {
    const text = Buffer.from(samplePlace);
    expect((await clean('text/plain', text)).equals(text)).toBe(true);
    expect((await clean('image/gif', photographed(jpeg))).includes(samplePlace)).toBe(true);
  });
});

it('EXIF data say how a picture is to be turned in either order of bytes, or nothing', () => {
  for (let turn = 1; turn <= 8; turn += 1) expect(orientationOf(tiffOf(turn))).toBe(turn);
  const little = Buffer.from('49492a000800000001001201030001000000050000000000', 'hex');
  expect(orientationOf(little)).toBe(5);
  expect(orientationOf(tiffOf(9))).toBe(1);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (rest) => {
      const read = orientationOf(Buffer.concat([Buffer.from('MM\0*'), rest]));
      expect(read).toBeGreaterThanOrEqual(1);
      expect(read).toBeLessThanOrEqual(8);
    }),
  );
});
