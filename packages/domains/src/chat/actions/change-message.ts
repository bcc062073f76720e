import { DomainError } from '../../errors.ts';
import type { Actor } from '../chat.ts';
import { contentOf } from '../message-content.ts';
import { whereIs } from '../message-repository.ts';
import { messageViews } from '../message-views.ts';
import { isText } from '../rich-text/nodes.ts';
import type { EditMessageBody, MessageView, ReactionBody } from '../schema.ts';
import { deleteMessageUnit, editMessageUnit } from '../units/message-changes.ts';
import { reactUnit } from '../units/reactions.ts';
import { accepted } from './accepted.ts';
import type { MessageContext } from './send-message.ts';

/** Edits one's own message. Throws `not_found`, `forbidden`, `invalid`. */
export async function editMessage(
  { db, fanoutLimit }: MessageContext,
  memberId: number,
  at: { readonly uuid: string; readonly messageId: number },
  body: EditMessageBody,
): Promise<MessageView> {
  const { document: richText, text } = contentOf(body);
  const args = { ...at, memberId, richText, text, fanoutLimit };
  accepted(await db.run(editMessageUnit, args));
  return shown(db, at.messageId);
}

/** Deletes a message. Throws `not_found`, `forbidden`. */
export async function deleteMessage(
  { db, fanoutLimit }: MessageContext,
  actor: Actor,
  at: { readonly uuid: string; readonly messageId: number },
): Promise<void> {
  accepted(await db.run(deleteMessageUnit, { ...at, ...actor, fanoutLimit }));
}

/** Reacts to a message, or takes that back. Throws `not_found`, `too_many`. */
export async function react(
  { db, fanoutLimit }: MessageContext,
  memberId: number,
  { chat_room_message: messageId, emoji }: ReactionBody,
  isOn: boolean,
): Promise<MessageView> {
  if (!isText(emoji)) throw new DomainError('invalid', { field: 'emoji' });
  const uuid = await whereIs(db.read, messageId);
  if (uuid === undefined) throw new DomainError('not_found');
  accepted(await db.run(reactUnit, { uuid, messageId, memberId, emoji, isOn, fanoutLimit }));
  return shown(db, messageId);
}

async function shown(db: MessageContext['db'], messageId: number): Promise<MessageView> {
  const view = (await messageViews(db.read, [messageId])).get(messageId);
  if (view === undefined) throw new DomainError('not_found');
  return view;
}
