import { DomainError } from '@parley/domains/errors';
import { RestError } from '../../rest/errors.ts';
import { chatroomOf } from '../../social/chatroom.ts';
import { memberOf, type GraphqlContext } from '../context.ts';
import { roomId, short } from '../given.ts';
import type { Builder } from './builder.ts';
import { chatroomNode } from './chatroom-node.ts';
import type { Types } from './types.ts';

/** Adds finding a conversation, and saying and changing something in it. */
export function addChatMutations(builder: Builder, types: Types): void {
  const { chatroom, message, messageType } = types;
  const edit = builder.enumType('MessageEdit', {
    description: '`delete`: the sender only; it leaves “This message has been deleted”.',
    values: ['read', 'unread', 'delete'] as const,
  });
  builder.mutationFields((t) => ({
    getLocation: t.field({
      type: chatroom,
      nullable: true,
      description: 'The conversation with a member; both hear `updatedChat`.',
      args: { username: t.arg.string({ required: true }) },
      resolve: async (_root, { username }, context) => {
        const memberId = memberOf(context);
        const other = await context.social.find(memberId, short(username));
        if (other === undefined) throw new DomainError('not_found');
        if (other.id === memberId) {
          throw new RestError('invalid', { detail: 'A conversation is with somebody else.' });
        }
        const known = await context.chat.findDirectRoom(memberId, other.id);
        const room = await context.chat.createRoom(memberId, {
          chat_room: { kind: 'direct', community_member_ids: [other.id] },
        });
        // A new one is told of by itself, to both, however it was made.
        if (known !== undefined) {
          const shown = await chatroomOf(context, memberId, room.uuid);
          context.emitter.toMembers([memberId, other.id], 'updatedChat', shown);
        }
        return chatroomNode(room);
      },
    }),
    sendMessage: t.field({
      type: message,
      nullable: true,
      description: 'Says something; everybody in the conversation hears `chatroom`.',
      args: {
        chatroom: t.arg.id({ required: true }),
        content: t.arg.string({ required: true }),
        type: t.arg({ type: messageType, defaultValue: 'message' }),
        clientId: t.arg.string({ description: 'A repeat with the same id is stored once.' }),
      },
      resolve: async (_root, { chatroom: uuid, content, type, clientId }, context) => {
        const memberId = memberOf(context);
        const room = await roomOf(context, memberId, roomId(uuid));
        if (clientId != null && (clientId === '' || clientId.length > 64)) {
          throw new RestError('invalid', { detail: 'clientId has 1 to 64 characters.' });
        }
        const sent = await context.chat.send({ memberId }, room, {
          body: content,
          ...(type == null || type === 'message' ? {} : { message_type: type }),
          ...(clientId == null ? {} : { creation_uuid: clientId }),
        });
        return context.chat.findMessage(memberId, room, sent.message.id);
      },
    }),
    editMessage: t.field({
      type: message,
      nullable: true,
      description: 'Marks a message as read or unread, or deletes it; all hear `chatroom` anew.',
      args: {
        chatroom: t.arg.id({ required: true }),
        message: t.arg.int({ required: true }),
        edit: t.arg({ type: edit, required: true }),
      },
      resolve: async (_root, { chatroom: uuid, message: messageId, edit: what }, context) => {
        const memberId = memberOf(context);
        const room = await roomOf(context, memberId, roomId(uuid));
        const found = await context.chat.findMessage(memberId, room, messageId);
        if (what === 'delete') {
          // Elsewhere a room's owners may, too; here the sender alone.
          if (found.sender.community_member_id !== memberId) throw new DomainError('forbidden');
          const actor = { memberId, isAdministrator: false };
          if (found.deleted_at === null) await context.chat.deleteMessage(actor, room, messageId);
        } else {
          await context.chat.markMessage(memberId, room, messageId, what === 'read');
        }
        return context.chat.findMessage(memberId, room, messageId);
      },
    }),
  }));
}

/** The uuid of a conversation that the member is in. Throws `not_found`. */
async function roomOf({ chat }: GraphqlContext, memberId: number, uuid: string): Promise<string> {
  const room = await chat.findRoom(memberId, uuid);
  if (room.current_participant === null) throw new DomainError('not_found');
  return room.uuid;
}
