import { RestError } from '../../rest/errors.ts';
import { memberOf } from '../context.ts';
import { graphqlLimits } from '../limits.ts';
import { short, roomId } from '../given.ts';
import type { Builder } from './builder.ts';
import { chatroomNode } from './chatroom-node.ts';
import type { Types } from './types.ts';

/** Adds what can be asked for. */
export function addQueries(builder: Builder, types: Types): void {
  const { chatroom, pending, person, publicInfo, knownPerson } = types;
  builder.queryType({
    fields: (t) => ({
      getChats: t.field({
        type: [chatroom],
        nullable: true,
        description: 'One’s conversations, pinned ones first, then the lately active; 50 a page.',
        args: { page: t.arg.int({ defaultValue: 1 }) },
        resolve: async (_root, { page }, context) => {
          const number = page ?? 1;
          if (number < 1 || number > 1_000_000) {
            throw new RestError('invalid', { detail: 'Pages are numbered from 1.' });
          }
          const { records } = await context.chat.listRooms(memberOf(context), {
            page: number,
            per_page: graphqlLimits.chatsListed.default,
            status: 'active',
          });
          return records.map(chatroomNode);
        },
      }),
      getChatroomData: t.field({
        type: chatroom,
        nullable: true,
        description: 'One conversation; for those who are in it.',
        args: { chatId: t.arg.id({ required: true }) },
        resolve: async (_root, { chatId }, context) => {
          const room = await context.chat.findRoom(memberOf(context), roomId(chatId));
          // Who may come in is not in it yet.
          if (room.current_participant === null) throw new RestError('not_found');
          return chatroomNode(room);
        },
      }),
      getMe: t.field({
        type: person,
        nullable: true,
        description: 'Oneself.',
        resolve: async (_root, _args, context) =>
          (await context.people.load(memberOf(context))) ?? null,
      }),
      getPending: t.field({
        type: [pending],
        nullable: true,
        description: 'Who follows one and is not followed, the newest first; at most 100.',
        resolve: (_root, _args, context) => context.social.pending(memberOf(context)),
      }),
      getFriends: t.field({
        type: [person],
        nullable: true,
        description: 'Who follows one and is followed, the newest first; at most 100.',
        resolve: (_root, _args, context) => context.social.friends(memberOf(context)),
      }),
      getPublicInfo: t.field({
        type: publicInfo,
        nullable: true,
        args: { username: t.arg.string({ required: true }) },
        resolve: (_root, { username }, context) =>
          context.social.publicInfo(memberOf(context), short(username)),
      }),
      getUserSearchResults: t.field({
        type: [knownPerson],
        nullable: true,
        description: 'Members whose username or name contains the text; at most 20.',
        args: { query: t.arg.string({ required: true }) },
        resolve: (_root, { query }, context) => {
          const memberId = memberOf(context);
          context.limiter.take('searchesByMember', String(memberId));
          return context.social.search(memberId, short(query));
        },
      }),
    }),
  });
}
