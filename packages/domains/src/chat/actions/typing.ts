import type { Database } from '@parley/store';
import type { DomainDeps } from '../../domain.ts';
import { DomainError } from '../../errors.ts';
import { speakerIn } from '../message-repository.ts';
import { CHAT_EVENT, roomTopic, type Typing } from '../schema.ts';

/** Tells a room that the member is writing there. Nothing is stored. Throws `not_found`. */
export async function typing(
  { db, signal }: { readonly db: Pick<Database, 'read'>; readonly signal: DomainDeps['signal'] },
  memberId: number,
  uuid: string,
  parentMessageId: number | null = null,
): Promise<void> {
  const speaker = await speakerIn(db.read, uuid, memberId);
  if (speaker === undefined) throw new DomainError('not_found');
  const payload: Typing = {
    community_member_id: memberId,
    name: speaker.name,
    parent_message_id: parentMessageId,
  };
  signal({
    topic: roomTopic(uuid),
    event: `${CHAT_EVENT}typing`,
    payload: JSON.stringify(payload),
    memberId,
  });
}
