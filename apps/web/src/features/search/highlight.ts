/** A piece of a text, and whether it is what was looked for. */
export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** How many characters stand before the first hit, so that it is seen on a short line. */
const LEAD = 40;

/** A text with every character as it is compared: small, without its marks. */
function folded(text: string): { readonly plain: string; readonly at: readonly number[] } {
  let plain = '';
  const at: number[] = [];
  let index = 0;
  for (const character of text) {
    const small = character.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (let n = 0; n < small.length; n += 1) at.push(index);
    plain += small;
    index += character.length;
  }
  at.push(text.length);
  return { plain, at };
}

/** The words of a query, as they are compared. */
export function wordsOf(query: string): readonly string[] {
  return folded(query).plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether every word of a query begins a word of the text. */
export function matches(text: string, query: string): boolean {
  const { plain } = folded(text);
  return wordsOf(query).every((word) => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, 'u').test(plain));
}

/**
 * A text in pieces, with the words of a query marked where they begin a word; begun shortly before
 * the first of them.
 */
export function pieces(text: string, query: string): readonly Piece[] {
  const words = wordsOf(query).toSorted((a, b) => b.length - a.length);
  if (words.length === 0) return [{ text, hit: false }];
  const { plain, at } = folded(text);
  const wanted = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})`, 'gu');
  const found = [...plain.matchAll(wanted)].map(({ 0: word, index }) => ({
    from: at[index] ?? 0,
    to: at[index + word.length] ?? text.length,
  }));
  const first = found[0]?.from ?? 0;
  const start = first > LEAD ? afterSpace(text, first - LEAD, first) : 0;
  const made: Piece[] = [];
  let end = start;
  for (const { from, to } of found) {
    if (from > end) made.push({ text: text.slice(end, from), hit: false });
    made.push({ text: text.slice(from, to), hit: true });
    end = to;
  }
  if (end < text.length) made.push({ text: text.slice(end), hit: false });
  return start === 0 ? made : [{ text: '…', hit: false }, ...made];
}

/** Where the next word begins, so that none is cut. */
function afterSpace(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/u);
  return space < 0 ? to : from + space + 1;
}
