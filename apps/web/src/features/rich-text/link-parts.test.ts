import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkParts } from './link-parts.ts';

const hrefs = (text: string): (string | undefined)[] =>
  linkParts(text).flatMap(({ href }) => href ?? []);

describe('links in a message', () => {
  it('are found without the punctuation around them', () => {
    expect(hrefs('See https://example.org/a?b=c#d, or (http://example.org/x).')).toEqual([
      'https://example.org/a?b=c#d',
      'http://example.org/x',
    ]);
    expect(hrefs('https://en.wikipedia.org/wiki/Parley_(talk)')).toEqual([
      'https://en.wikipedia.org/wiki/Parley_(talk)',
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'file:///etc/passwd',
    'https://bank.example@evil.example/',
    'https://',
    'http://[not-an-address',
  ])('are never made of %s', (text) => {
    expect(hrefs(text)).toEqual([]);
  });

  it('leave the words as they are, whatever they are', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl(),
      fc.constantFrom('(', ')', '.', ' ', '<a href="javascript:1">'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const parts = linkParts(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        for (const { href } of parts) if (href !== undefined) expect(href).toMatch(/^https?:\/\//u);
      }),
    );
  });
});
