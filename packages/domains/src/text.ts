const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The first `most` characters as a reader counts them; `end` stands for what was cut off. */
export function cutText(text: string, most: number, end = ''): string {
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (count === most) return kept + end;
    kept += segment;
    count += 1;
  }
  return kept;
}
