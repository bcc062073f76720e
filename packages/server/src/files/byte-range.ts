import type { ByteRange } from '@parley/hub';

/**
 * The one part that a `Range` header asks for, of a file of `size` bytes. `undefined`: the whole file,
 * also where several parts or other units are asked for, which a server may pass over (RFC 9110, 14.2);
 * `'none'`: nothing of the file is in it.
 */
export function byteRange(
  header: string | undefined,
  size: number,
): ByteRange | 'none' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'none' : { from: size - length, to: size - 1 };
  }
  const from = Number(first);
  const to = Math.min(last === '' ? size - 1 : Number(last), size - 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from >= size ? 'none' : { from, to };
}
