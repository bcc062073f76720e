import { Fragment, type ReactNode } from 'react';
import { linkParts } from './link-parts.ts';

/** A message's words with its links; nothing else in it is ever markup. */
export function RichText({ text }: { readonly text: string }): ReactNode {
  return linkParts(text).map(({ text: part, href }, at) =>
    href === undefined ? (
      <Fragment key={at}>{part}</Fragment>
    ) : (
      <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow ugc">
        {part}
      </a>
    ),
  );
}
