import { describe, expect, it } from 'vitest';
import { fromText, isEmpty, textOf, toBody, toDocument, type RichNode } from './document.ts';

const paragraph = (...content: RichNode[]): RichNode => ({ type: 'paragraph', content });
const words = (text: string): RichNode => ({ type: 'text', text });

describe('a document as it is sent', () => {
  it('holds what the server takes, without the editor’s own attributes', () => {
    const link = {
      type: 'link',
      attrs: { href: 'https://a.example/', target: '_blank', class: null },
    };
    const mention: RichNode = {
      type: 'mention',
      attrs: { id: '5', label: 'Ben', mentionSuggestionChar: '@' },
    };
    const { body } = toBody({
      type: 'doc',
      content: [paragraph({ ...words('here'), marks: [link, { type: 'bold' }] }, mention)],
    });
    expect(body['content']).toEqual([
      {
        type: 'paragraph',
        content: [
          {
            type: 'text',
            text: 'here',
            marks: [{ type: 'link', attrs: { href: 'https://a.example/' } }, { type: 'bold' }],
          },
          { type: 'mention', attrs: { id: '5', label: 'Ben' } },
        ],
      },
    ]);
  });

  it('begins and ends with something said', () => {
    const blank: RichNode = { type: 'paragraph' };
    const doc = {
      type: 'doc',
      content: [blank, paragraph(words('a')), blank, paragraph(words('b')), blank],
    };
    const content = toBody(doc).body['content'];
    expect(content).toHaveLength(3);
  });
});

it('a text comes back from its document, line by line', () => {
  const text = 'one\n\nthree';
  expect(textOf(fromText(text))).toBe(text);
});

it('what is blank is empty; a mention is not', () => {
  expect(isEmpty(fromText(' \n '))).toBe(true);
  expect(
    isEmpty({ type: 'doc', content: [paragraph({ type: 'mention', attrs: { label: 'Ben' } })] }),
  ).toBe(false);
});

it('what is no document is none', () => {
  for (const body of [
    {},
    { type: 'doc' },
    { type: 'doc', content: [] },
    { type: 'text', content: [1] },
  ]) {
    expect(toDocument({ body })).toBeUndefined();
  }
});
