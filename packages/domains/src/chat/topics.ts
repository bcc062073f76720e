import { fullGrants, type Grants, type Refusal } from '@parley/hub';
import type { Database } from '@parley/store';
import type { TopicRule } from '../domain.ts';
import { roomOf } from './repository.ts';
import { staysOf } from './stay-repository.ts';
import { roomGrants } from './rules.ts';
import { COMMUNITY_TOPIC, memberTopic } from './schema.ts';

const listenOnly: Grants = { publish: false, history: true, presence: false, whisper: false };
const notYours: Refusal = { refused: 'forbidden', reason: "another member's own topic" };

/** Who may do what on the topics of chat. */
export function chatTopics(db: Pick<Database, 'read'>): readonly TopicRule[] {
  return [
    {
      pattern: 'room:{uuid}',
      rule: async ({ principal: { memberId }, params }) => {
        const found = await roomOf(db.read, params['uuid'] ?? '', memberId);
        if (found === undefined) return roomGrants(undefined, memberId);
        const { room, kind, role } = found;
        if (kind === 'open') return fullGrants;
        const stays = await staysOf(db.read, room.id, memberId);
        return roomGrants({ uuid: room.uuid, kind, role, stays }, memberId);
      },
    },
    {
      pattern: 'member:{id}',
      rule: ({ principal, topic }) =>
        topic === memberTopic(principal.memberId) ? listenOnly : notYours,
    },
    { pattern: COMMUNITY_TOPIC, rule: () => listenOnly },
  ];
}
