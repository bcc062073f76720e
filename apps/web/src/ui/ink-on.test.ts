import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkOn, luminance } from './ink-on.ts';

const toHex = (n: number): string => n.toString(16).padStart(2, '0');

function contrast(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe('the letters on a member’s colour', () => {
  it('are readable on every colour', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), (rgb) => {
        const { color } = inkOn(`#${rgb.map(toHex).join('')}`);
        const ink = color === '#ffffff' ? 1 : 0;
        expect(contrast(luminance(rgb), ink)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('know short hex and hsl() too', () => {
    expect(inkOn('#fff')).toEqual({ background: '#fff', color: '#000000' });
    expect(inkOn('hsl(240 100% 25%)').color).toBe('#ffffff');
    expect(inkOn('hsl(60, 100%, 50%)').color).toBe('#000000');
  });

  it('stand on a quiet ground where the colour is none we know', () => {
    expect(inkOn('url(https://example.org/x.png)').background).toBe('#566773');
  });
});
