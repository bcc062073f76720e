import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRichText, documentOf, plainText, richTextLimits } from './index.ts';

const doc = (...content: unknown[]): unknown => ({ type: 'doc', content });
const p = (...content: unknown[]): unknown => ({ type: 'paragraph', content });
const text = (value: string, ...marks: unknown[]): unknown =>
  marks.length === 0 ? { type: 'text', text: value } : { type: 'text', text: value, marks };
const link = (href: unknown, more: object = {}): unknown => ({
  type: 'link',
  attrs: { href, ...more },
});
const reasonOf = (value: unknown): string => {
  const result = checkRichText(value);
  if (result.ok) throw new Error(`taken: ${result.text}`);
  return result.reason;
};
const taken = (value: unknown): Extract<ReturnType<typeof checkRichText>, { ok: true }> => {
  const result = checkRichText(value);
  if (!result.ok) throw new Error(result.reason);
  return result;
};

describe('a document from the editor', () => {
  it('is taken with everything that the editor makes, and reads as plain text', () => {
    const { document, text: plain } = taken(
      doc(
        { type: 'heading', attrs: { level: 2 }, content: [text('Plan')] },
        p(text('We ', { type: 'bold' }), text('go', { type: 'italic' }, { type: 'underline' })),
        { type: 'paragraph' },
        {
          type: 'bulletList',
          content: [
            { type: 'listItem', content: [p(text('one'))] },
            {
              type: 'listItem',
              content: [
                p(text('two')),
                {
                  type: 'orderedList',
                  attrs: { start: 3, type: null },
                  content: [{ type: 'listItem', content: [p(text('deep'))] }],
                },
              ],
            },
          ],
        },
        { type: 'blockquote', content: [p(text('said', { type: 'strike' }))] },
        { type: 'codeBlock', attrs: { language: 'ts' }, content: [text('a\nb')] },
        { type: 'horizontalRule' },
        p(text('x', { type: 'code' }), { type: 'hardBreak' }, text('y')),
      ),
    );
    expect(plain).toBe(
      [
        'Plan',
        'We go',
        '',
        '- one',
        '- two',
        '  3. deep',
        '> said',
        'a',
        'b',
        '---',
        'x',
        'y',
      ].join('\n'),
    );
    expect(taken(document).document).toEqual(document);
  });

  it('has code in no language, however editors say so', () => {
    for (const attrs of [{ language: '' }, { language: null }, {}, undefined]) {
      const code = { type: 'codeBlock', content: [text('a')] };
      const given = doc(attrs === undefined ? code : { ...code, attrs });
      expect(taken(given).document).toEqual(doc(code));
    }
  });

  it('names whom it mentions, once each, by number or text', () => {
    const mention = (id: unknown, label: string): unknown => ({
      type: 'mention',
      attrs: { id, label, mentionSuggestionChar: '@' },
    });
    const {
      mentions,
      text: plain,
      document,
    } = taken(doc(p(mention('7', 'Bob'), text(' and '), mention(9, 'Cyd'), mention(7, 'Bob'))));
    expect(mentions).toEqual([7, 9]);
    expect(plain).toBe('@Bob and @Cyd@Bob');
    expect(JSON.stringify(document)).not.toContain('mentionSuggestionChar');
    for (const bad of ['me', 0, -1, 1.5, null, {}, '1e3', Number.MAX_VALUE]) {
      expect(reasonOf(doc(p(mention(bad, 'Bob'))))).toContain('mention');
    }
    const crowd = Array.from({ length: 51 }, (_, n) => mention(n + 1, 'X'));
    expect(reasonOf(doc(p(...crowd)))).toContain('50');
  });

  it('links to the web and to mail only, and keeps nothing but the address', () => {
    const dressed = { target: '_blank', rel: 'noopener', class: null };
    expect(taken(doc(p(text('a', link('https://example.com/x?y=1', dressed))))).document).toEqual(
      doc(p(text('a', link('https://example.com/x?y=1')))),
    );
    taken(doc(p(text('a', link('http://example.com'), { type: 'bold' }))));
    taken(doc(p(text('a', link('mailto:ada@example.com')))));
    for (const href of [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\nscript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      '//example.com',
      '/relative',
      '',
      null,
      7,
      `https://example.com/${'x'.repeat(2000)}`,
    ]) {
      expect(reasonOf(doc(p(text('a', link(href)))))).toMatch(/link/iu);
    }
    expect(reasonOf(doc(p(text('a', link('https://a.example', { onclick: 'x' })))))).toContain(
      'onclick',
    );
  });

  it('is refused with anything that the editor does not make', () => {
    const bad: readonly [unknown, RegExp][] = [
      [doc({ type: 'iframe', attrs: { src: 'x' } }), /"iframe"/u],
      [doc(text('bare')), /"text" cannot stand there/u],
      [doc(p(p(text('in')))), /cannot stand there/u],
      [doc(p({ ...Object(text('a')), style: 'x' })), /"style"/u],
      [doc({ type: 'paragraph', attrs: { class: 'x' }, content: [text('a')] }), /"class"/u],
      [doc(p(text('a', { type: 'blink' }))), /"blink"/u],
      [doc(p(text('a', { type: 'bold' }, { type: 'bold' }))), /twice/u],
      [doc({ type: 'heading', attrs: { level: 4 }, content: [text('a')] }), /level/u],
      [doc({ type: 'heading', content: [text('a')] }), /level/u],
      [doc({ type: 'bulletList', content: [p(text('a'))] }), /cannot stand there/u],
      [doc({ type: 'bulletList', content: [] }), /cannot be empty/u],
      [doc({ type: 'codeBlock', content: [text('a', { type: 'bold' })] }), /no marks/u],
      [doc({ type: 'codeBlock', attrs: { language: '"><x' }, content: [text('a')] }), /language/u],
      [doc(p({ type: 'text', text: '' })), /empty/u],
      [doc(p({ type: 'text', text: 7 })), /empty/u],
      [doc(p(text('nul \u0000'))), /characters/u],
      [doc(p(text('half \ud83d'))), /characters/u],
      [JSON.parse('{"type":"doc","content":[{"type":"__proto__"}]}'), /__proto__/u],
      [JSON.parse('{"type":"doc","__proto__":{},"content":[]}'), /__proto__|empty/u],
      [p(text('no doc')), /cannot stand there/u],
      ['text', /no type/u],
      [null, /no type/u],
      [[], /no type/u],
      [{}, /no type/u],
    ];
    for (const [value, reason] of bad) expect(reasonOf(value)).toMatch(reason);
  });

  it('is refused when it says nothing', () => {
    for (const value of [
      doc(),
      doc(p()),
      doc(p(text('  \n'))),
      doc({ type: 'horizontalRule' }),
      doc({ type: 'bulletList', content: [{ type: 'listItem', content: [p()] }] }),
    ]) {
      expect(checkRichText(value).ok).toBe(false);
    }
    expect(checkRichText(documentOf(' \n ')).ok).toBe(false);
  });

  it('is refused when it is too deep, too long or too large, quickly', () => {
    let deep = p(text('x'));
    for (let n = 0; n < 20_000; n += 1) deep = { type: 'blockquote', content: [deep] };
    expect(reasonOf(doc(deep))).toContain('deeply');
    expect(reasonOf(doc(...Array.from({ length: 3000 }, () => p(text('x')))))).toContain('parts');
    expect(reasonOf(documentOf('x'.repeat(20_001)))).toContain('20000');
    const loud = Array.from({ length: 900 }, (_, n) =>
      text(`${n}`, link(`https://example.com/${'y'.repeat(80)}`), { type: 'bold' }),
    );
    expect(reasonOf(doc(p(...loud)))).toContain('too large');
    expect(checkRichText(documentOf('x'.repeat(20_000))).ok).toBe(true);
    expect(richTextLimits.text.default).toBe(20_000);
  });
});

describe('plain text', () => {
  it('comes back as it was, line by line', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((one) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(one));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
        const said = lines.join('\n');
        expect(plainText(documentOf(said))).toBe(said);
        const result = checkRichText(documentOf(said));
        expect(result.ok).toBe(said.trim() !== '');
        if (result.ok) expect(result.text).toBe(said);
      }),
    );
  });

  it('knows the line ends of every system', () => {
    expect(plainText(documentOf('a\r\nb\rc\u2028d'))).toBe('a\nb\nc\nd');
  });
});

describe('whatever comes', () => {
  it('never throws, and what it takes it takes again unchanged', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.jsonValue(),
        fc.record(
          {
            type: fc.constantFrom(
              'doc',
              'paragraph',
              'text',
              'listItem',
              'bulletList',
              'mention',
              'x',
            ),
            content: fc.array(tie('value'), { maxLength: 3 }),
            text: fc.string(),
            attrs: fc.dictionary(fc.constantFrom('level', 'id', 'label', 'href'), fc.jsonValue()),
            marks: fc.array(tie('value'), { maxLength: 2 }),
          },
          { requiredKeys: ['type'] },
        ),
      ),
    }));
    fc.assert(
      fc.property(value, fc.array(value, { maxLength: 3 }), (any, parts) => {
        for (const given of [any, doc(...parts), doc(p(...parts))]) {
          const result = checkRichText(given);
          if (!result.ok) continue;
          const again = checkRichText(result.document);
          expect(again).toEqual(result);
        }
      }),
      { numRuns: 500 },
    );
  });
});
