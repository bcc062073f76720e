const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The first letter (or emoji) of the first and the last word of a name, in capitals. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return '?';
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last]
    .map((word) => (word === undefined ? '' : (firstOf(word) ?? '')))
    .join('')
    .toLocaleUpperCase();
}

function firstOf(word: string): string | undefined {
  for (const { segment } of graphemes.segment(word)) return segment;
  return undefined;
}
