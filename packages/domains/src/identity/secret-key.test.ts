import { expect, it } from 'vitest';
import { readSecretKey } from './secret-key.ts';

const secretkey = 'A'.repeat(43);

it('takes an id as a number or as the text of a cookie', () => {
  expect(readSecretKey({ id: 7, secretkey })).toEqual({ id: 7, secretkey });
  expect(readSecretKey({ id: '7', secretkey })).toEqual({ id: 7, secretkey });
});

it('takes nothing that is missing, empty or of another type', () => {
  const inherited: unknown = Object.create({ id: 7, secretkey });
  const fromJson: unknown = JSON.parse(`{"__proto__":{"id":7,"secretkey":"${secretkey}"}}`);
  for (const given of [
    undefined,
    null,
    7,
    secretkey,
    [],
    [7, secretkey],
    {},
    { id: 7 },
    { secretkey },
    { id: 7, secretkey: undefined },
    { id: 7, secretkey: null },
    { id: 7, secretkey: '' },
    { id: 7, secretkey: [secretkey] },
    { id: 7, secretkey: { toString: () => secretkey } },
    { id: 7, secretkey: true },
    { id: 7, secretkey: `${secretkey}\n` },
    { id: 7, secretkey: `${secretkey}A` },
    { id: [7], secretkey },
    { id: { $gt: 0 }, secretkey },
    { id: 0, secretkey },
    { id: -7, secretkey },
    { id: 7.5, secretkey },
    { id: Number.NaN, secretkey },
    { id: '7 or 1=1', secretkey },
    { id: '', secretkey },
    inherited,
    fromJson,
  ]) {
    expect([given, readSecretKey(given)]).toEqual([given, undefined]);
  }
});
