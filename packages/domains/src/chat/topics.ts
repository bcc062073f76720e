import { fullGrants, type Actor, type Grants, type Refusal } from '@parley/hub';
import type { Database } from '@parley/store';
import { callSeats } from '../call-seats.ts';
import type { TopicAlias, TopicRule } from '../domain.ts';
import { roomOf, uuidOf } from './room-repository.ts';
import { isText } from './rich-text/nodes.ts';
import { staysOf } from './stay-repository.ts';
import { roomGrants } from './rules.ts';
import { COMMUNITY_TOPIC, memberTopic, threadsTopic } from './schema.ts';

const listenOnly: Grants = { publish: false, history: true, presence: false, whisper: false };
const notYours: Refusal = { refused: 'forbidden', reason: "another member's own topic" };

/** What takes what clients publish: in rooms, and on the topics of their calls. */
export interface ChatActs extends Pick<TopicRule, 'act'> {
  readonly call?: Actor;
  /** How many take part in a call. */
  readonly callParticipants?: number | undefined;
}

const inCall: Grants = { publish: true, history: false, presence: true, whisper: false };

/** Who may do what on the topics of chat. */
export function chatTopics(
  db: Pick<Database, 'read'>,
  { call = () => undefined, callParticipants, ...options }: ChatActs = {},
): readonly TopicRule[] {
  const seats = callSeats(callParticipants);
  return [
    {
      ...options,
      pattern: 'room:{uuid}',
      rule: async ({ principal: { memberId }, params }) => {
        const { uuid = '' } = params;
        const found = isText(uuid) ? await roomOf(db.read, uuid, memberId) : undefined;
        if (found === undefined) return roomGrants(undefined, memberId);
        const { room, kind, access, role } = found;
        if (access === 'open') return fullGrants;
        const stays = await staysOf(db.read, room.id, memberId);
        return roomGrants({ uuid: room.uuid, kind, access, role, stays }, memberId);
      },
    },
    {
      act: call,
      pattern: 'room-call:{uuid}',
      rule: async ({ principal: { memberId }, params }) => {
        const { uuid = '' } = params;
        const found = isText(uuid) ? await roomOf(db.read, uuid, memberId) : undefined;
        if (found === undefined || found.role === null) return roomGrants(undefined, memberId);
        return { ...inCall, seats };
      },
    },
    {
      pattern: 'chat-room-channel-{id}',
      rule: ({ principal, topic }) =>
        topic === memberTopic(principal.memberId) ? listenOnly : notYours,
    },
    {
      pattern: 'chat-community-member-{id}-threads-channel',
      rule: ({ principal, topic }) =>
        topic === threadsTopic(principal.memberId) ? listenOnly : notYours,
    },
    // Who is here shows beside their name, wherever they are in the application.
    { pattern: COMMUNITY_TOPIC, rule: () => ({ ...listenOnly, presence: true }) },
  ];
}

/** The other names of rooms' topics. */
export function chatAliases(db: Pick<Database, 'read'>): readonly TopicAlias[] {
  return [
    {
      pattern: 'chat-room-{id}-channel',
      alias: async ({ id = '' }) => {
        if (!/^[1-9]\d{0,14}$/u.test(id)) return undefined;
        const uuid = await uuidOf(db.read, Number(id));
        return uuid === undefined ? undefined : `room:${uuid}`;
      },
    },
  ];
}
