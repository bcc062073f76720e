import { cleanJpeg } from './jpeg.ts';
import { Pieces } from './pieces.ts';
import { cleanPng } from './png.ts';
import { cleanWebp } from './webp.ts';

/** Who takes it out of which kind. */
const cleaners: Readonly<Record<string, (pieces: Pieces) => AsyncGenerator<Uint8Array>>> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/apng': cleanPng,
  'image/webp': cleanWebp,
};

/**
 * Passes a file on as it comes, a JPEG, PNG or WebP without what it tells beside the picture: where and
 * when it was taken, with what, by whom. The picture itself is passed on byte by byte, and how it is to
 * be turned and its colours are kept. One that breaks off is passed on as far as it came. Throws
 * `file_refused` for one that cannot be read: what is in it could not be said.
 *
 * @param typeOf What it is; asked when its first bytes are there
 */
export async function* withoutMetadata(
  source: AsyncIterable<Uint8Array>,
  typeOf: () => string,
): AsyncGenerator<Uint8Array> {
  const pieces = new Pieces(source);
  try {
    const first = await pieces.piece();
    if (first === undefined) return;
    pieces.unread(first);
    const clean = cleaners[typeOf()];
    yield* clean === undefined ? pieces.pass() : clean(pieces);
    await pieces.skip();
  } finally {
    await pieces.close();
  }
}
