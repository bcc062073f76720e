import { describe, expect, it } from 'vitest';
import { colorOf, cut, emailKey, palette, sessionOf } from './rules.ts';

/** WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const channel = (start: number): number => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

describe("a member's colour", () => {
  it('can be read under and beside white', () => {
    for (const color of palette) {
      expect(1.05 / (luminance(color) + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('stays the same and differs from the neighbours', () => {
    expect(colorOf(7)).toBe(colorOf(7));
    expect(colorOf(7)).not.toBe(colorOf(8));
  });
});

describe('what others wrote', () => {
  it('is compared without regard to case', () => {
    expect(emailKey(' Ada@Example.COM ')).toBe('ada@example.com');
  });

  it('is cut to a length, without control characters', () => {
    expect(cut('a\u0000b\nc', 80)).toBe('a b c');
    expect(cut('x'.repeat(500), 80)).toHaveLength(80);
  });

  it('is a session only in one form', () => {
    expect(sessionOf('session:12')).toBe(12);
    for (const text of ['session:', 'session:1x', 'token:1', `session:${'9'.repeat(20)}`]) {
      expect(sessionOf(text)).toBeUndefined();
    }
  });
});
