import type { Node, RichTextDocument } from './nodes.ts';

/** A document as plain text: a line for each block, lists and quotes as one writes them by hand. */
export function plainText(document: RichTextDocument): string {
  return document.content.flatMap(linesOf).join('\n');
}

/** Plain text as a document: a paragraph for each line. */
export function documentOf(text: string): RichTextDocument {
  const lines = text.replaceAll(/\r\n?|\u2028|\u2029/gu, '\n').split('\n');
  return {
    type: 'doc',
    content: lines.map((line) =>
      line === ''
        ? { type: 'paragraph' }
        : { type: 'paragraph', content: [{ type: 'text', text: line }] },
    ),
  };
}

function linesOf(node: Node): string[] {
  const children = node.content ?? [];
  switch (node.type) {
    case 'bulletList':
      return children.flatMap((item) => itemLines(item, '- '));
    case 'orderedList': {
      const start = typeof node.attrs?.['start'] === 'number' ? node.attrs['start'] : 1;
      return children.flatMap((item, index) => itemLines(item, `${start + index}. `));
    }
    case 'blockquote':
      return children.flatMap(linesOf).map((line) => `> ${line}`);
    case 'horizontalRule':
      return ['---'];
    default:
      return children.map(inlineText).join('').split('\n');
  }
}

function itemLines(item: Node, bullet: string): string[] {
  const rest = ' '.repeat(bullet.length);
  return (item.content ?? [])
    .flatMap(linesOf)
    .map((line, index) => (index === 0 ? bullet : rest) + line);
}

function inlineText(node: Node): string {
  if (node.type === 'hardBreak') return '\n';
  if (node.type !== 'mention') return node.text ?? '';
  const label = node.attrs?.['label'];
  return typeof label === 'string' ? `@${label}` : '';
}
