import type { EnumRef, ObjectRef } from '@pothos/core';
import type { MessageType, MessageView } from '@parley/domains/chat/schema';
import { toChatroomMessage, type ChatroomUser } from '@parley/domains/chat/schema';
import type {
  KnownPerson,
  PendingRequest,
  Person,
  PublicInfo,
} from '@parley/domains/social/schema';
import { MESSAGES_SHOWN } from '../../social/chatroom.ts';
import { RestError } from '../../rest/errors.ts';
import type { Builder } from './builder.ts';

/** A room on its way into an answer: what is not asked for is not looked up. */
export interface ChatroomNode {
  readonly id: string;
  readonly users: readonly Omit<ChatroomUser, 'username'>[];
  readonly unread: number;
  readonly lastMessage: MessageView | null;
}

/** The types of the answers. */
export interface Types {
  readonly chatroom: Ref<ChatroomNode>;
  readonly message: Ref<MessageView>;
  readonly messageType: EnumRef<Builder['$inferSchemaTypes'], MessageType>;
  readonly person: Ref<Person>;
  readonly knownPerson: Ref<KnownPerson>;
  readonly publicInfo: Ref<PublicInfo>;
  readonly pending: Ref<PendingRequest>;
  readonly key: Ref<{ readonly id: number; readonly secretkey: string }>;
}

type Ref<T> = ObjectRef<Builder['$inferSchemaTypes'], T>;

/** Adds the types of the answers to a schema. */
export function addTypes(builder: Builder): Types {
  const user = builder.objectRef<ChatroomUser>('User').implement({
    description: 'A member.',
    fields: (t) => ({
      id: t.exposeInt('id'),
      username: t.exposeString('username'),
      name: t.exposeString('name'),
    }),
  });
  const messageType = builder.enumType('MessageType', {
    description: 'Text, or the address of a picture or of a file.',
    values: ['message', 'image', 'file'] as const,
  });
  const followStatus = builder.enumType('FollowStatus', {
    description: 'What the button beside a name says.',
    values: ['Follow', 'Following', 'Friends'] as const,
  });
  const message = builder.objectRef<MessageView>('Message').implement({
    description: 'What somebody said.',
    fields: (t) => ({
      id: t.exposeInt('id'),
      sender: t.field({
        type: user,
        resolve: (view) => toChatroomMessage(view, false).sender,
      }),
      content: t.string({ resolve: (view) => toChatroomMessage(view, false).content }),
      type: t.field({
        type: messageType,
        resolve: (view) => toChatroomMessage(view, false).type,
      }),
      date: t.string({
        description: 'ISO 8601, UTC.',
        resolve: ({ sent_at }) => sent_at,
      }),
      read: t.boolean({
        description: 'Whether somebody other than the sender has read it.',
        resolve: async ({ id }, _args, { read }) => (await read.load(id)) ?? false,
      }),
    }),
  });
  const chatroom = builder.objectRef<ChatroomNode>('Chatroom').implement({
    description: 'A conversation; its id is the chat room’s uuid.',
    fields: (t) => ({
      id: t.exposeID('id'),
      chatroomUsers: t.field({
        type: [user],
        description: 'Oneself and the first five of the others.',
        resolve: ({ users }, _args, { people }) =>
          Promise.all(
            users.map(async ({ id, name }) => ({
              id,
              name,
              username: (await people.load(id))?.username ?? '',
            })),
          ),
      }),
      messages: t.field({
        type: [message],
        description: 'The newest, the last one first; at most 50.',
        args: { first: t.arg.int({ defaultValue: MESSAGES_SHOWN }) },
        resolve: async ({ id }, { first }, { newest }) => {
          const most = first ?? MESSAGES_SHOWN;
          if (most < 1 || most > 50) {
            throw new RestError('invalid', { detail: 'first is from 1 to 50.' });
          }
          return (await newest(most).load(id)) ?? [];
        },
      }),
      lastMessage: t.field({
        type: message,
        nullable: true,
        resolve: ({ lastMessage }) => lastMessage,
      }),
      unread: t.int({
        description: 'Messages that one has not read; at most 1,000 are counted.',
        resolve: ({ unread }) => unread,
      }),
    }),
  });
  const person = builder.objectRef<Person>('Person').implement({
    description: 'A member, as people find each other.',
    fields: (t) => ({
      id: t.exposeInt('id'),
      username: t.exposeString('username'),
      name: t.exposeString('name'),
      color: t.exposeString('color'),
    }),
  });
  const knownPerson = builder.objectRef<KnownPerson>('KnownPerson').implement({
    description: 'A member with how one stands to them.',
    fields: (t) => ({
      id: t.exposeInt('id'),
      username: t.exposeString('username'),
      name: t.exposeString('name'),
      color: t.exposeString('color'),
      status: t.field({ type: followStatus, resolve: ({ status }) => status }),
    }),
  });
  const publicInfo = builder.objectRef<PublicInfo>('PublicInfo').implement({
    description: 'What everybody may know. Friends count as followers and as followed, too.',
    fields: (t) => ({
      id: t.exposeInt('id'),
      username: t.exposeString('username'),
      name: t.exposeString('name'),
      color: t.exposeString('color'),
      status: t.field({ type: followStatus, resolve: ({ status }) => status }),
      followers: t.exposeInt('followers'),
      following: t.exposeInt('following'),
      friends: t.exposeInt('friends'),
    }),
  });
  const pending = builder.objectRef<PendingRequest>('PendingRequest').implement({
    description: 'Somebody who follows and is not followed.',
    fields: (t) => ({
      id: t.exposeInt('id'),
      follower: t.field({ type: person, resolve: ({ follower }) => follower }),
      date: t.string({ resolve: ({ created_at }) => created_at }),
    }),
  });
  const key = builder
    .objectRef<{ readonly id: number; readonly secretkey: string }>('SecretKey')
    .implement({
      description: 'The credentials of this door and of Socket.IO. Shown once; good for a week.',
      fields: (t) => ({ id: t.exposeInt('id'), secretkey: t.exposeString('secretkey') }),
    });
  return { chatroom, message, messageType, person, knownPerson, publicInfo, pending, key };
}
