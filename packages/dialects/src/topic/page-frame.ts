import type { Buffer } from 'node:buffer';
import type { AuthorView, PageView } from '@parley/hub';
import type { Page } from '@parley/protocol';
import { textFrame } from '../text-frame.ts';
import { author } from './encode.ts';

/** A page of messages as a frame: the answer to a request, or one of a subscribe's. */
export function pageFrame(
  topic: string,
  view: PageView,
  extra: { readonly id: number } | { readonly last: boolean },
): Buffer {
  const head: Omit<Page, 'messages'> = {
    op: 'page',
    topic,
    epoch: view.epoch,
    authors: view.authors.map(({ profile, cids }: AuthorView) => author(profile, cids)),
    older: view.older,
    ...(view.next === undefined ? {} : { next: view.next }),
    ...('id' in extra ? { id: extra.id } : extra.last ? { last: true } : {}),
  };
  // Payloads are JSON text already; they go in as they are.
  const messages = view.messages.map(
    ({ position, event, sender, timestamp, payload }) =>
      `{"offset":${position.offset},"action":${JSON.stringify(event)}` +
      `,"sender":${JSON.stringify(sender)},"timestamp":"${timestamp}","payload":${payload}}`,
  );
  return textFrame(`${JSON.stringify(head).slice(0, -1)},"messages":[${messages.join(',')}]}`);
}
