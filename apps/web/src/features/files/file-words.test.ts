import { expect, it } from 'vitest';
import { saidIn, sizeText } from './file-words.ts';

it('sizes are said as people say them', () => {
  const sizes = [0, 999, 1000, 12_345, 999_499, 999_999, 5_300_000, 2_000_000_000];
  expect(sizes.map(sizeText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '12 kB',
    '999 kB',
    '1.0 MB',
    '5.3 MB',
    '2.0 GB',
  ]);
});

it('in one line a file is its name', () => {
  const file = { id: 1, url: '/files/x', name: 'sky.png', type: 'image/png', bytes: 1 };
  expect(saidIn({ body: '/files/x', file })).toBe('Picture: sky.png');
  expect(saidIn({ body: '/files/x', file: { ...file, type: 'text/plain' } })).toBe('File: sky.png');
  expect(saidIn({ body: 'words', file: undefined })).toBe('words');
});
