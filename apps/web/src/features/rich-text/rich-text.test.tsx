// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { RichNode } from './document.ts';
import { RichText } from './rich-text.tsx';

function show(...content: RichNode[]): HTMLElement {
  return render(<RichText rich={{ body: { type: 'doc', content } }} text="plain" self={5} />)
    .container;
}
const paragraph = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const marked = (text: string, ...types: string[]): RichNode => ({
  type: 'text',
  text,
  marks: types.map((type) => ({ type })),
});

afterEach(cleanup);

describe('what somebody wrote', () => {
  it('is shown with its styles', () => {
    const item = (text: string): RichNode => ({
      type: 'listItem',
      content: [paragraph({ type: 'text', text })],
    });
    const page = show(
      paragraph(marked('strong', 'bold', 'italic'), marked('x()', 'code'), marked('no', 'strike')),
      { type: 'bulletList', content: [item('a'), item('b')] },
      { type: 'orderedList', attrs: { start: 3 }, content: [item('c')] },
      { type: 'blockquote', content: [paragraph(marked('said'))] },
      { type: 'codeBlock', content: [{ type: 'text', text: 'if (a) {\n}' }] },
    );
    expect(page.querySelector('em strong, strong em')?.textContent).toBe('strong');
    expect(page.querySelector('code')?.textContent).toBe('x()');
    expect(page.querySelector('s')?.textContent).toBe('no');
    expect(page.querySelectorAll('ul > li')).toHaveLength(2);
    expect(page.querySelector('ol')?.getAttribute('start')).toBe('3');
    expect(page.querySelector('blockquote')?.textContent).toBe('said');
    expect(page.querySelector('pre')?.textContent).toBe('if (a) {\n}');
  });

  it('names me so that I see it', () => {
    const page = show(
      paragraph(
        { type: 'mention', attrs: { id: 5, label: 'Ada' } },
        { type: 'mention', attrs: { id: 6, label: 'Ben' } },
      ),
    );
    const [me, other] = page.querySelectorAll('span[data-me]');
    expect(me?.textContent).toBe('@Ada');
    expect(me?.getAttribute('data-me')).toBe('true');
    expect(other?.getAttribute('data-me')).toBe('false');
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://bank.example@evil.example/',
    '/here',
    7,
  ])('opens no address such as %j', (href) => {
    const page = show(
      paragraph({ type: 'text', text: 'click', marks: [{ type: 'link', attrs: { href } }] }),
    );
    expect(page.querySelector('a')).toBeNull();
    expect(page.textContent).toBe('click');
  });

  it('opens a web address elsewhere, and finds those that were not marked', () => {
    const page = show(
      paragraph(
        {
          type: 'text',
          text: 'docs',
          marks: [{ type: 'link', attrs: { href: 'https://a.example/x' } }],
        },
        { type: 'text', text: ' and https://b.example/y.' },
      ),
    );
    const links = [...page.querySelectorAll('a')];
    expect(links.map((a) => a.href)).toEqual(['https://a.example/x', 'https://b.example/y']);
    expect(links.every((a) => a.target === '_blank' && a.rel.includes('noopener'))).toBe(true);
  });

  it('is never markup, and of unknown kinds the words are shown', () => {
    const page = show(paragraph({ type: 'text', text: '<img src=x onerror=alert(1)>' }), {
      type: 'iframe',
      attrs: { src: 'https://evil.example' },
      content: [paragraph(marked('inside', 'blink'))],
    });
    expect(page.querySelector('img, iframe, script')).toBeNull();
    expect(page.textContent).toBe('<img src=x onerror=alert(1)>inside');
  });

  it('does not take the page down however deep it goes', () => {
    let node: RichNode = paragraph({ type: 'text', text: 'deep' });
    for (let n = 0; n < 5_000; n += 1) node = { type: 'blockquote', content: [node] };
    expect(() => show(node)).not.toThrow();
  });

  it('is its plain text where there is no document', () => {
    const { container } = render(<RichText rich={{ body: {} }} text={'one\nhttps://a.example'} />);
    expect(container.textContent).toBe('one\nhttps://a.example');
    expect(container.querySelector('a')?.href).toBe('https://a.example/');
  });
});
