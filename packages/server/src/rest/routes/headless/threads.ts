import { chatThreadView, pageOf, pageQuery } from '@parley/domains/chat/schema';
import { z } from 'zod';
import type { RouteDeps } from '../../deps.ts';
import { memberRoute, type Route } from '../../route.ts';
import { idPath } from './paths.ts';

const tag = 'Threads';
const threads = pageOf(chatThreadView);
const unread: z.ZodType<{ readonly chat_threads: readonly number[] }> = z.object({
  chat_threads: z.array(z.int()).describe('Their ids.'),
});

/** `/chat_threads`: the threads one takes part in. */
export function threadRoutes({ chat }: RouteDeps): readonly Route[] {
  return [
    memberRoute({
      method: 'GET',
      path: '/chat_threads',
      tag,
      summary: 'The threads one takes part in',
      query: pageQuery,
      response: threads,
      handler: ({ memberId, query }) => chat.listThreads(memberId, query),
    }),
    memberRoute({
      method: 'GET',
      path: '/chat_threads/unread_chat_threads',
      tag,
      summary: 'The threads with something unread',
      response: unread,
      handler: ({ memberId }) => chat.unreadThreads(memberId),
    }),
    memberRoute({
      method: 'GET',
      path: '/chat_threads/{id}',
      tag,
      summary: 'A thread',
      params: idPath,
      response: chatThreadView,
      handler: ({ memberId, params }) => chat.findThread(memberId, params.id),
    }),
    memberRoute({
      method: 'POST',
      path: '/chat_threads/{id}/mark_as_read',
      tag,
      summary: 'Mark a thread as read',
      params: idPath,
      handler: ({ memberId, params }) => chat.markThreadRead(memberId, params.id),
    }),
  ];
}
