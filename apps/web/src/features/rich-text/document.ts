import type { RichTextBody } from '@parley/domains/chat/schema';

/** A node of a TipTap document. */
export interface RichNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly RichNode[];
  readonly marks?: readonly RichMark[];
  readonly text?: string;
}

/** How a piece of text looks. */
export interface RichMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

/** Deeper than the editor can make: nothing below is looked at. */
export const DEEPEST = 24;

/** What each kind keeps of its attributes; the editor's own trimmings are not sent. */
const kept: Readonly<Record<string, readonly string[]>> = {
  mention: ['id', 'label'],
  link: ['href'],
  codeBlock: ['language'],
  orderedList: ['start'],
  heading: ['level'],
};

function attrsOf({ type, attrs }: RichMark): { attrs?: Record<string, unknown> } {
  const names = kept[type] ?? [];
  const own = names.flatMap((name) => {
    const value = attrs?.[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return own.length === 0 ? {} : { attrs: Object.fromEntries(own) };
}

function tidy(node: RichNode): RichNode {
  const { type, text, content, marks } = node;
  return {
    type,
    ...attrsOf(node),
    ...(content !== undefined && { content: content.map(tidy) }),
    ...(marks !== undefined && {
      marks: marks.map((mark) => ({ type: mark.type, ...attrsOf(mark) })),
    }),
    ...(text !== undefined && { text }),
  };
}

function blank(node: RichNode): boolean {
  return node.type === 'paragraph' && textOf(node).trim() === '';
}

/** A document as it is sent: without the editor's own attributes and blank lines at either end. */
export function toBody(doc: RichNode): RichTextBody {
  const content = [...(doc.content ?? [])];
  while (content.length > 0 && blank(content[0] as RichNode)) content.shift();
  while (content.length > 0 && blank(content.at(-1) as RichNode)) content.pop();
  return { body: { type: 'doc', content: content.map(tidy) } };
}

/** The document of a message; `undefined` where there is none to show. */
export function toDocument(rich: RichTextBody | undefined): RichNode | undefined {
  const { type, content } = (rich?.body ?? {}) as Partial<RichNode>;
  return type === 'doc' && Array.isArray(content) && content.length > 0
    ? { type, content }
    : undefined;
}

/** A text as a document: a paragraph for each line. */
export function fromText(text: string): RichNode {
  const content = text.split('\n').map((line): RichNode => {
    return { type: 'paragraph', ...(line !== '' && { content: [{ type: 'text', text: line }] }) };
  });
  return { type: 'doc', content };
}

const blocks = new Set(['paragraph', 'codeBlock', 'heading']);

/** The words of a document, a line for each paragraph. */
export function textOf(node: RichNode, depth = 0): string {
  if (node.type === 'text') return node.text ?? '';
  if (node.type === 'hardBreak') return '\n';
  if (node.type === 'mention') return `@${labelOf(node)}`;
  if (depth > DEEPEST) return '';
  const parts = (node.content ?? []).map((child) => textOf(child, depth + 1));
  return parts.join(blocks.has(node.type) ? '' : '\n');
}

/** Whom a mention names. */
export function labelOf({ attrs }: RichNode): string {
  const label = attrs?.['label'];
  return typeof label === 'string' && label !== '' ? label : 'somebody';
}

/** Whether nothing is said in it. */
export function isEmpty(doc: RichNode): boolean {
  return textOf(doc).trim() === '';
}
