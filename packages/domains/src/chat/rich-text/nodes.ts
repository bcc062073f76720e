import { richTextLimits } from './limits.ts';

/** A mark on text, as the editor makes them. */
export type Mark =
  | { readonly type: (typeof plainMarks)[number] }
  | { readonly type: 'link'; readonly attrs: { readonly href: string } };

/** A node of a document. A type, not an interface, so that it is taken for a JSON object. */
export type Node = {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly Node[];
  readonly marks?: readonly Mark[];
  readonly text?: string;
};

/** A document: blocks. */
export type RichTextDocument = Node & {
  readonly type: 'doc';
  readonly content: readonly Node[];
};

/** Makes the stored value of an attribute; `undefined`: not kept. Throws {@link Unfit}. */
export type AttributeCheck = (value: unknown) => unknown;

/** What a type of node may hold. */
export interface NodeRule {
  readonly group: 'block' | 'inline' | 'item' | 'top';
  /** Which groups may be inside; absent: it has no content. */
  readonly holds?: 'block' | 'inline' | 'item' | 'text';
  /** Whether it cannot be without content. */
  readonly filled?: true;
  readonly attrs?: Readonly<Record<string, AttributeCheck>>;
}

/** Why a document is not taken; the message is for people. */
export class Unfit extends Error {}

const nothing = (value: unknown): undefined => {
  if (value !== null && typeof value !== 'string') throw new Unfit('An attribute is not text.');
};

function headingLevel(value: unknown): number {
  if (value === 1 || value === 2 || value === 3) return value;
  throw new Unfit('A heading has a level from 1 to 3.');
}

function listStart(value: unknown): number | undefined {
  if (value === null || value === undefined || value === 1) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e6) {
    return value;
  }
  throw new Unfit('A list starts at a whole number.');
}

function language(value: unknown): string | undefined {
  // Editors call a block that begins with "```" alone by an empty name.
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string' && /^[\w+#.-]{1,40}$/u.test(value)) return value;
  throw new Unfit('The language of a code block is a short name.');
}

function memberId(value: unknown): number {
  const id = typeof value === 'string' && /^\d{1,15}$/u.test(value) ? Number(value) : value;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id > 0) return id;
  throw new Unfit("A mention has a member's id.");
}

function label(value: unknown): string {
  const most = richTextLimits.label.default;
  if (typeof value !== 'string' || value.trim() === '' || value.length > most) {
    throw new Unfit(`A mention has a label of at most ${most} characters.`);
  }
  if (!isText(value) || /\n/u.test(value)) throw new Unfit('A label has no control characters.');
  return value;
}

/** What the editor makes, and nothing else. Attributes that only tell how to draw are not kept. */
export const nodeRules: ReadonlyMap<string, NodeRule> = new Map<string, NodeRule>([
  ['doc', { group: 'top', holds: 'block', filled: true }],
  ['paragraph', { group: 'block', holds: 'inline' }],
  ['heading', { group: 'block', holds: 'inline', attrs: { level: headingLevel } }],
  ['bulletList', { group: 'block', holds: 'item', filled: true }],
  [
    'orderedList',
    { group: 'block', holds: 'item', filled: true, attrs: { start: listStart, type: nothing } },
  ],
  ['listItem', { group: 'item', holds: 'block', filled: true }],
  ['blockquote', { group: 'block', holds: 'block', filled: true }],
  ['codeBlock', { group: 'block', holds: 'text', attrs: { language } }],
  ['horizontalRule', { group: 'block' }],
  ['hardBreak', { group: 'inline' }],
  ['text', { group: 'inline' }],
  ['mention', { group: 'inline', attrs: { id: memberId, label, mentionSuggestionChar: nothing } }],
]);

/** Attributes that a node is not understood without. */
export const neededAttributes: ReadonlyMap<string, readonly string[]> = new Map([
  ['heading', ['level']],
  ['mention', ['id', 'label']],
]);

/** Marks without attributes. */
export const plainMarks = ['bold', 'italic', 'underline', 'strike', 'code'] as const;

/** What a link may say of how it is drawn; the reader's app decides that. */
export const linkDress: ReadonlySet<string> = new Set(['target', 'rel', 'class', 'title']);

/** The address of a link, as it is stored: web and mail only. Throws {@link Unfit}. */
export function linkAddress(value: unknown): string {
  const most = richTextLimits.href.default;
  if (typeof value !== 'string' || value.length > most) {
    throw new Unfit(`A link has an address of at most ${most} characters.`);
  }
  let url;
  try {
    url = new URL(value.trim());
  } catch {
    throw new Unfit('A link has a whole address, such as https://example.com.');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:' && url.protocol !== 'mailto:') {
    throw new Unfit('A link leads to http, https or mailto only.');
  }
  return url.href;
}

/** Whether a string is text: whole characters, and of the control characters only tab and line ends. */
export function isText(value: string): boolean {
  return !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(value);
}
