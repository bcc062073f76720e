import { HubError } from '@parley/hub';
import { UnitFailed, type Database } from '@parley/store';
import { valueOf } from '../../db.ts';
import { DomainError } from '../../errors.ts';
import type { Sent, Speaker } from '../chat.ts';
import { contentOf, isAddress } from '../message-content.ts';
import { sentBefore } from '../message-repository.ts';
import { isText } from '../rich-text/nodes.ts';
import { roomTopic, type SendMessageBody } from '../schema.ts';
import { sendUnit, type SendArgs } from '../units/messages.ts';

/** What the actions on messages work with. */
export interface MessageContext {
  readonly db: Database;
  readonly newId: () => string;
  /** In larger rooms, participants' own topics do not carry what is said. */
  readonly fanoutLimit: number;
}

/**
 * Says something in a room; resolves after the commit. A repeat with the same `creation_uuid` answers
 * the first one. Throws `not_found`, `invalid`, `too_many`, and the hub's `message_id_reused` for
 * another text under an id that was used.
 */
export async function sendMessage(
  { db, newId, fanoutLimit }: MessageContext,
  { memberId, connectionId }: Speaker,
  uuid: string,
  body: SendMessageBody,
  { action }: { readonly action?: string } = {},
): Promise<Sent> {
  const { document: richText, text, mentions } = contentOf(body);
  const creationUuid = body.creation_uuid ?? newId();
  if (!isText(creationUuid)) {
    throw new DomainError('invalid', { detail: 'The id is no text.', field: 'creation_uuid' });
  }
  const parentId = body.parent_message_id ?? null;
  const messageType = body.message_type ?? 'message';
  if (messageType !== 'message' && !isAddress(text)) {
    const detail = 'A picture or a file is named by its address.';
    throw new DomainError('invalid', { detail, field: 'body' });
  }
  const args: SendArgs = {
    uuid,
    memberId,
    creationUuid,
    richText,
    text,
    mentions,
    parentId,
    messageType,
    fanoutLimit,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(action === undefined ? {} : { action }),
  };
  const publisher = `member:${memberId}`;
  const kind = messageType === 'message' ? {} : { messageType };
  const content = { richText, parentId, ...kind };
  const once = { publisher, clientId: creationUuid, content };
  let done;
  try {
    done = await db.run(sendUnit, args, { once });
  } catch (error) {
    const earlier = isReuse(error) ? await repeated(db, args) : undefined;
    if (earlier === undefined) throw refusalOf(error);
    return earlier;
  }
  if (done.duplicate) {
    const earlier = await repeated(db, args, done.position?.epoch);
    if (earlier === undefined) throw new DomainError('not_found');
    return earlier;
  }
  const { id, parentId: parent_message_id } = valueOf(done);
  const { position, timestamp: sent_at } = done;
  const message = { id, creation_uuid: creationUuid, parent_message_id, sent_at };
  return { position, timestamp: sent_at, duplicate: false, message };
}

/** What the unit throws, in the words of domains. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof HubError)) return error;
  if (error.code === 'forbidden') return new DomainError('not_found');
  if (error.code === 'bad_request') return new DomainError('too_many', { detail: error.message });
  return error;
}

/** The log forgets ids after some days; the messages themselves keep theirs. */
function isReuse(error: unknown): boolean {
  if (!(error instanceof UnitFailed)) return false;
  return error.sqlCode === '23505' || (error.sqlCode?.startsWith('SQLITE_CONSTRAINT') ?? false);
}

/** What was answered to the first; `undefined`: there was none. */
async function repeated(
  db: Database,
  args: SendArgs,
  knownEpoch?: string,
): Promise<Sent | undefined> {
  const { uuid, creationUuid } = args;
  const row = await sentBefore(db.read, args);
  if (row === undefined) return undefined;
  // The log has compared the contents, but for those whose ids it has forgotten.
  if (knownEpoch === undefined && row.deleted_on === null && row.body !== args.text) {
    throw new HubError('message_id_reused', 'This message id was used for another message.');
  }
  const [head] = knownEpoch === undefined ? await db.log.heads([roomTopic(uuid)]) : [];
  const epoch = knownEpoch ?? head?.epoch ?? '';
  const { id, parent_message_id, sent_on: sent_at } = row;
  return {
    position: { epoch, offset: row.topic_offset },
    timestamp: sent_at,
    duplicate: true,
    message: { id, creation_uuid: creationUuid, parent_message_id, sent_at },
  };
}
