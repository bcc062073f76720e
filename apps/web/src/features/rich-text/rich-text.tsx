import type { RichTextBody } from '@parley/domains/chat/schema';
import { Fragment, memo, type ReactNode } from 'react';
import { DEEPEST, labelOf, toDocument, type RichMark, type RichNode } from './document.ts';
import { linkParts, safeHref } from './link-parts.ts';
import css from './rich-text.module.css';

interface RichTextProps {
  readonly rich?: RichTextBody | undefined;
  /** Shown where there is no document. */
  readonly text: string;
  /** My member id: where I am named stands out. */
  readonly self?: number | undefined;
}

/**
 * What somebody wrote. Only the kinds of nodes and marks below are ever made into elements; of
 * anything else its words are shown. Nothing in it is markup. Drawn once: what was said stays.
 */
export const RichText = memo(function RichText({ rich, text, self }: RichTextProps): ReactNode {
  const doc = toDocument(rich);
  return (
    <div className={css.rich} data-words dir={doc === undefined ? 'auto' : undefined}>
      {doc === undefined ? <Words text={text} /> : <Content node={doc} depth={0} self={self} />}
    </div>
  );
});

interface NodeProps {
  readonly node: RichNode;
  readonly depth: number;
  readonly self: number | undefined;
}

function Content({ node, depth, self }: NodeProps): ReactNode {
  if (depth > DEEPEST) return null;
  return (node.content ?? []).map((child, at) => (
    <Node key={at} node={child} depth={depth + 1} self={self} />
  ));
}

function Node(props: NodeProps): ReactNode {
  const { node, self } = props;
  switch (node.type) {
    case 'text':
      return <Text node={node} />;
    case 'hardBreak':
      return <br />;
    case 'mention':
      return (
        <span className={css.mention} data-me={Number(node.attrs?.['id']) === self}>
          @{labelOf(node)}
        </span>
      );
    case 'paragraph':
      return (
        <div className={css.paragraph} dir="auto">
          {node.content === undefined ? <br /> : <Content {...props} />}
        </div>
      );
    case 'bulletList':
      return (
        <ul className={css.bullets}>
          <Content {...props} />
        </ul>
      );
    case 'orderedList':
      return (
        <ol className={css.numbers} start={startOf(node)}>
          <Content {...props} />
        </ol>
      );
    case 'listItem':
      return (
        <li>
          <Content {...props} />
        </li>
      );
    case 'heading':
      // What a message calls a heading is none of the page's.
      return (
        <div className={css.heading} dir="auto">
          <Content {...props} />
        </div>
      );
    case 'horizontalRule':
      return <hr className={css.rule} />;
    case 'blockquote':
      return (
        <blockquote className={css.quote}>
          <Content {...props} />
        </blockquote>
      );
    case 'codeBlock':
      return (
        <pre className={css.pre} dir="ltr">
          <code>
            <Content {...props} />
          </code>
        </pre>
      );
    default:
      return <Content {...props} />;
  }
}

function startOf({ attrs }: RichNode): number | undefined {
  const start = attrs?.['start'];
  return typeof start === 'number' ? start : undefined;
}

function Text({ node }: { readonly node: RichNode }): ReactNode {
  const { text = '', marks = [] } = node;
  const plain = !marks.some(({ type }) => type === 'link' || type === 'code');
  return marks.reduce<ReactNode>(
    (inner, mark) => <Mark mark={mark}>{inner}</Mark>,
    plain ? <Words text={text} /> : text,
  );
}

function Mark({
  mark,
  children,
}: {
  readonly mark: RichMark;
  readonly children: ReactNode;
}): ReactNode {
  switch (mark.type) {
    case 'bold':
      return <strong>{children}</strong>;
    case 'italic':
      return <em>{children}</em>;
    case 'underline':
      return <u>{children}</u>;
    case 'strike':
      return <s>{children}</s>;
    case 'code':
      return <code className={css.code}>{children}</code>;
    case 'link': {
      const href = safeHref(mark.attrs?.['href']);
      return href === undefined ? children : <Away href={href}>{children}</Away>;
    }
    default:
      return children;
  }
}

/** Plain words, with the addresses among them made into links. */
function Words({ text }: { readonly text: string }): ReactNode {
  return linkParts(text).map(({ text: part, href }, at) =>
    href === undefined ? (
      <Fragment key={at}>{part}</Fragment>
    ) : (
      <Away key={at} href={href}>
        {part}
      </Away>
    ),
  );
}

function Away({
  href,
  children,
}: {
  readonly href: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
      {children}
    </a>
  );
}
