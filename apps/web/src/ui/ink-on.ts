/** Against black or white every colour holds 4.5:1; against anything softer some do not. */
const dark = '#000000';

function channels(color: string): readonly [number, number, number] | undefined {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/iu.exec(color);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/iu.exec(color);
  const hex = short?.slice(1).map((c) => c + c) ?? long?.slice(1);
  if (hex !== undefined) {
    const [r = 0, g = 0, b = 0] = hex.map((c) => Number.parseInt(c, 16));
    return [r, g, b];
  }
  const hsl = /^hsl\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%\s*\)$/iu.exec(color);
  if (hsl === null) return undefined;
  const [h = 0, s = 0, l = 0] = hsl.slice(1).map(Number);
  const at = (n: number): number => {
    const k = (n + h / 30) % 12;
    const a = (s / 100) * Math.min(l / 100, 1 - l / 100);
    return 255 * (l / 100 - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [at(0), at(8), at(4)];
}

/** Relative luminance (WCAG 2), of channels 0–255. */
export function luminance(rgb: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const c = value / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * The colour to write in on a member's colour: whichever of black and white is read better (WCAG 2).
 * A colour that is neither `#rgb`, `#rrggbb` nor `hsl()` is replaced by a quiet one.
 */
export function inkOn(color: string): { background: string; color: string } {
  const rgb = channels(color);
  if (rgb === undefined) return { background: '#566773', color: '#ffffff' };
  const light = luminance(rgb);
  const onWhite = 1.05 / (light + 0.05);
  const onDark = (light + 0.05) / 0.05;
  return { background: color, color: onDark >= onWhite ? dark : '#ffffff' };
}
