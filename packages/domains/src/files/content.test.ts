import { photographed, samplePdf, samplePng } from '@parley/testing';
import { describe, expect, it } from 'vitest';
import { Inspection, type Content } from './content.ts';
import { mayRead, titleOf } from './rules.ts';
import { isShown } from './types.ts';

async function inspect(
  file: Uint8Array | string,
  {
    said = '',
    most = 1_000_000,
    piece = 1000,
    kept = Buffer.from(file),
  }: { said?: string; most?: number; piece?: number; kept?: Buffer } = {},
): Promise<Content> {
  const bytes = Buffer.from(file);
  const inspection = new Inspection({ said, most });
  const passed: Uint8Array[] = [];
  for await (const part of inspection.pass(pieces(bytes, piece))) passed.push(part);
  expect(Buffer.concat(passed).equals(kept)).toBe(true);
  return inspection.content;
}

async function* pieces(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) {
    await Promise.resolve();
    yield bytes.subarray(at, at + length);
  }
}

/** The marker of a photo that was taken with the camera on its side, before its size. */
const sideways = Buffer.concat([
  Buffer.from('ffd8ffe1', 'hex'),
  Buffer.from('0022', 'hex'),
  Buffer.from('457869660000', 'hex'),
  Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex'),
  Buffer.from('ffc0001108', 'hex'),
  Buffer.from('00780140', 'hex'),
  Buffer.from('03012200021101031101ffd9', 'hex'),
]);

describe('a file is what its content says', () => {
  it.each([
    [samplePng(3, 2), 'image/png', { type: 'image/png', width: 3, height: 2 }],
    [samplePdf(), '', { type: 'application/pdf' }],
    ['Grüße 👋🏽', 'text/plain; charset=utf-8', { type: 'text/plain' }],
    ['{"a":1}', 'application/json', { type: 'text/plain' }],
    ['<?xml version="1.0"?><svg/>', 'image/svg+xml', { type: 'text/plain' }],
    ['BEGIN:VCARD\nVERSION:3.0', 'text/vcard', { type: 'text/plain' }],
    [Buffer.from('PK\u0003\u0004'), 'application/vnd.ms-excel', { type: 'application/zip' }],
    [sideways, 'image/jpeg', { type: 'image/jpeg', width: 120, height: 320 }],
  ])('%#', async (file, said, content) => {
    expect(await inspect(file, { said })).toEqual({ ...content, bytes: Buffer.from(file).length });
  });

  it('whatever pieces it comes in', async () => {
    const long = '👋🏽'.repeat(60_000);
    for (const piece of [1003, 262_144, 500_001]) {
      expect(await inspect(long, { piece })).toEqual({ type: 'text/plain', bytes: 480_000 });
    }
    await expect(inspect(`${long}\0`)).rejects.toMatchObject({ code: 'file_refused' });
    const cut = Buffer.from(long).subarray(0, -1);
    await expect(inspect(cut)).rejects.toMatchObject({ code: 'file_refused' });
  });

  it('of a photo, what is kept of it counts, and what comes is what may be so large', async () => {
    const kept = samplePng(64, 32);
    const photo = photographed(kept);
    const content = await inspect(photo, { kept });
    expect(content).toEqual({ type: 'image/png', bytes: kept.length, width: 64, height: 32 });
    const most = photo.length - 1;
    await expect(inspect(photo, { kept, most })).rejects.toMatchObject({ code: 'file_too_large' });
  });

  it('and no kind of text, film or picture is shown that could run', () => {
    const shown = ['image/png', 'image/webp', 'application/pdf', 'video/mp4', 'audio/mpeg'];
    expect(shown.every(isShown)).toBe(true);
    const saved = ['text/plain', 'text/html', 'image/svg+xml', 'application/zip', 'toString', ''];
    expect(saved.some(isShown)).toBe(false);
  });
});

describe('a file', () => {
  it('is called as it was, without path and tricks', () => {
    expect(titleOf('C:\\x\\Grüße 1.png')).toBe('Grüße 1.png');
    expect(titleOf('../../etc/passwd')).toBe('passwd');
    expect(titleOf('a\u202egpj.exe\n')).toBe('agpj.exe');
    expect(titleOf('  ')).toBe('file');
    expect(titleOf(`${'👋'.repeat(300)}.jpeg`)).toBe(`${'👋'.repeat(195)}.jpeg`);
  });

  it('is seen where its message is, by those who may read there', () => {
    const grants = { publish: false, history: true, presence: true, whisper: true };
    const file = { topic: 'room:x', memberId: 1, offset: 7 };
    expect(mayRead(file, 2, grants)).toBe(true);
    expect(mayRead(file, 2, { ...grants, history: false })).toBe(false);
    expect(mayRead(file, 2, { ...grants, readable: [{ from: 8, to: 99 }] })).toBe(false);
    expect(mayRead(file, 2, { ...grants, readable: [{ from: 7, to: 7 }] })).toBe(true);
    expect(mayRead({ ...file, offset: null }, 2, grants)).toBe(false);
    expect(mayRead({ ...file, offset: null }, 1, grants)).toBe(true);
    expect(mayRead({ ...file, topic: 'exchange/text:1', offset: null }, 2, grants)).toBe(true);
  });
});
