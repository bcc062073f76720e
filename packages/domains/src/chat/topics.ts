import { fullGrants, type Grants, type Refusal } from '@parley/hub';
import type { Database } from '@parley/store';
import type { TopicAlias, TopicRule } from '../domain.ts';
import { roomOf, uuidOf } from './room-repository.ts';
import { isText } from './rich-text/nodes.ts';
import { staysOf } from './stay-repository.ts';
import { roomGrants } from './rules.ts';
import { COMMUNITY_TOPIC, memberTopic, threadsTopic } from './schema.ts';

const listenOnly: Grants = { publish: false, history: true, presence: false, whisper: false };
const notYours: Refusal = { refused: 'forbidden', reason: "another member's own topic" };

/** Who may do what on the topics of chat. `act` takes what clients publish in rooms. */
export function chatTopics(
  db: Pick<Database, 'read'>,
  options: Pick<TopicRule, 'act'> = {},
): readonly TopicRule[] {
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
