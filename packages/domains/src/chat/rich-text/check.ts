import { richTextLimits } from './limits.ts';
import {
  isText,
  linkAddress,
  linkDress,
  neededAttributes,
  nodeRules,
  plainMarks,
  Unfit,
  type Mark,
  type Node,
  type NodeRule,
  type RichTextDocument,
} from './nodes.ts';
import { plainText } from './plain-text.ts';

/** A document that can be stored, or why not. */
export type RichTextResult =
  | {
      readonly ok: true;
      /** Only what is known, in a form of its own. */
      readonly document: RichTextDocument;
      /** The same as plain text. */
      readonly text: string;
      /** Member ids, each once, in the order of the text. */
      readonly mentions: readonly number[];
    }
  | { readonly ok: false; readonly reason: string };

type Loose = Readonly<Record<string, unknown>>;

const nodeKeys = new Set(['type', 'attrs', 'content', 'marks', 'text']);

/**
 * Checks a TipTap document node by node against what the editor makes, and takes over only what is
 * known. Unknown nodes, marks and attributes, links to anything but http, https and mailto, a document
 * that is too deep, too large or says nothing: not ok, with a reason for people. Never throws.
 */
export function checkRichText(value: unknown): RichTextResult {
  const walk = new Walk();
  try {
    const document = walk.node(value, 'top', 1) as RichTextDocument;
    const text = plainText(document);
    if (!walk.says) return { ok: false, reason: 'Write something.' };
    if (text.length > richTextLimits.text.default) {
      return { ok: false, reason: `At most ${richTextLimits.text.default} characters.` };
    }
    if (JSON.stringify(document).length > richTextLimits.size.default) {
      return { ok: false, reason: 'The text with its styles is too large.' };
    }
    return { ok: true, document, text, mentions: [...walk.mentions] };
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, reason: error.message };
    throw error;
  }
}

class Walk {
  readonly mentions: Set<number> = new Set();
  /** Whether there is something to read: a word or a mention. */
  says = false;
  #nodes = 0;

  /** One node of the group, and all in it, as it is stored. */
  node(value: unknown, group: NodeRule['group'] | 'text', depth: number): Node {
    this.#nodes += 1;
    if (this.#nodes > richTextLimits.nodes.default) throw new Unfit('The text has too many parts.');
    if (depth > richTextLimits.depth.default) throw new Unfit('The text is nested too deeply.');
    if (!isObject(value) || typeof value['type'] !== 'string')
      throw new Unfit('A part has no type.');
    const type = value['type'];
    const rule = nodeRules.get(type);
    if (rule === undefined) throw new Unfit(`There is no ${named(type)} in a message.`);
    const fits = group === 'text' ? type === 'text' : rule.group === group;
    if (!fits) throw new Unfit(`A ${named(type)} cannot stand there.`);
    for (const key of Object.keys(value)) {
      if (!nodeKeys.has(key)) throw new Unfit(`A ${named(type)} has no ${named(key)}.`);
    }
    if (type === 'text') return this.#text(value, group === 'text');
    // The editor lets a mention and a break stand in bold text; how they look is not kept.
    const marks = marksOf(value['marks']);
    if (marks.length > 0 && rule.group !== 'inline') {
      throw new Unfit(`A ${named(type)} has no marks.`);
    }
    if (value['text'] !== undefined) throw new Unfit(`A ${named(type)} has no text of its own.`);
    const attrs = attributesOf(type, rule, value['attrs']);
    if (type === 'mention') this.#mentioned(attrs?.['id']);
    const content = this.#content(value['content'], type, rule, depth);
    return {
      type,
      ...(attrs === undefined ? {} : { attrs }),
      ...(content === undefined ? {} : { content }),
    };
  }

  #content(value: unknown, type: string, rule: NodeRule, depth: number): Node[] | undefined {
    const { holds } = rule;
    if (value === undefined || (isEmptyList(value) && rule.filled === undefined)) {
      if (rule.filled !== undefined) throw new Unfit(`A ${named(type)} cannot be empty.`);
      return undefined;
    }
    if (!Array.isArray(value)) throw new Unfit(`The content of a ${named(type)} is a list.`);
    if (holds === undefined) throw new Unfit(`A ${named(type)} has no content.`);
    if (value.length === 0) throw new Unfit(`A ${named(type)} cannot be empty.`);
    const nodes = value.map((child: unknown) => this.node(child, holds, depth + 1));
    if (type === 'listItem' && nodes[0]?.type !== 'paragraph') {
      throw new Unfit('An item of a list begins with a paragraph.');
    }
    return nodes;
  }

  #text(value: Loose, bare: boolean): Node {
    const { text } = value;
    if (typeof text !== 'string' || text === '') throw new Unfit('A text is empty.');
    if (!isText(text)) throw new Unfit('A text has characters that are none.');
    if (value['content'] !== undefined) throw new Unfit('A text has no content.');
    attributesOf('text', { group: 'inline' }, value['attrs']);
    if (text.trim() !== '') this.says = true;
    const marks = marksOf(value['marks']);
    if (marks.length === 0) return { type: 'text', text };
    if (bare) throw new Unfit('A code block has no marks.');
    return { type: 'text', marks, text };
  }

  #mentioned(id: unknown): void {
    if (typeof id === 'number') this.mentions.add(id);
    this.says = true;
    const most = richTextLimits.mentions.default;
    if (this.mentions.size > most) throw new Unfit(`At most ${most} members can be mentioned.`);
  }
}

function attributesOf(type: string, rule: NodeRule, value: unknown): Loose | undefined {
  const needed = neededAttributes.get(type) ?? [];
  if (value !== undefined && value !== null && !isObject(value)) {
    throw new Unfit(`The attributes of a ${named(type)} are none.`);
  }
  const given: Loose = isObject(value) ? value : {};
  const kept: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(given)) {
    const check =
      rule.attrs !== undefined && Object.hasOwn(rule.attrs, name) ? rule.attrs[name] : undefined;
    if (check === undefined) throw new Unfit(`A ${named(type)} has no ${named(name)}.`);
    const stored = check(attribute);
    if (stored !== undefined) kept[name] = stored;
  }
  for (const name of needed) {
    if (!Object.hasOwn(kept, name)) throw new Unfit(`A ${named(type)} has a ${name}.`);
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

function marksOf(value: unknown): Mark[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Unfit('The marks of a text are a list.');
  const seen = new Set<string>();
  return value.map((mark: unknown) => {
    if (!isObject(mark) || typeof mark['type'] !== 'string') throw new Unfit('A mark has no type.');
    const { type, attrs } = mark;
    if (typeof type !== 'string' || seen.has(type)) throw new Unfit('A mark is there twice.');
    seen.add(type);
    for (const key of Object.keys(mark)) {
      if (key !== 'type' && key !== 'attrs') throw new Unfit(`A mark has no ${named(key)}.`);
    }
    return type === 'link' ? linkOf(attrs) : plainMark(type, attrs);
  });
}

function plainMark(type: string, attrs: unknown): Mark {
  const known = plainMarks.find((one) => one === type);
  if (known === undefined) throw new Unfit(`There is no mark ${named(type)}.`);
  if (attrs !== undefined && !(isObject(attrs) && Object.keys(attrs).length === 0)) {
    throw new Unfit(`The mark ${named(type)} has no attributes.`);
  }
  return { type: known };
}

function linkOf(attrs: unknown): Mark {
  if (!isObject(attrs)) throw new Unfit('A link has an address.');
  for (const [name, value] of Object.entries(attrs)) {
    if (name === 'href') continue;
    if (!linkDress.has(name)) throw new Unfit(`A link has no ${named(name)}.`);
    if (value !== null && typeof value !== 'string') throw new Unfit('An attribute is not text.');
  }
  return { type: 'link', attrs: { href: linkAddress(attrs['href']) } };
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A name from outside, short enough to be said back. */
function named(name: string): string {
  return JSON.stringify(name.slice(0, 40));
}
