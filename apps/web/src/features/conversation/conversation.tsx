import { Button } from '@mantine/core';
import { MessageCircle } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Room } from '../../api/types.ts';
import { useNarrow } from '../../shell/use-narrow.ts';
import { errorText } from '../../ui/error-text.ts';
import { Notice, Trouble } from '../../ui/notice.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { Composer, type ComposerHandle } from '../composer/composer.tsx';
import { TypingLine } from '../composer/typing-line.tsx';
import { useDesk } from '../composer/use-desk.ts';
import { DropZone } from '../files/drop-zone.tsx';
import { FilesOnTheirWay } from '../files/files-on-their-way.tsx';
import { useFileQueue } from '../files/use-file-queue.ts';
import { RoomMembers } from '../members/room-members.tsx';
import type { RoomDialog } from '../rooms/room-menu.tsx';
import { useRooms } from '../rooms/rooms-context.ts';
import { useMember } from '../session/session-context.ts';
import { Announcer } from './announcer.tsx';
import {
  ConversationContext,
  powersOf,
  type ConversationContextType,
} from './conversation-context.ts';
import { ConversationHeader } from './conversation-header.tsx';
import css from './conversation.module.css';
import { DeleteDialog } from './delete-dialog.tsx';
import { JumpButton } from './jump-button.tsx';
import { Loading } from './loading.tsx';
import { MessageList } from './message-list.tsx';
import { OutgoingList } from './outgoing-list.tsx';
import { PinnedBar } from './pinned-bar.tsx';
import { RoomDialogs } from './room-dialogs.tsx';
import { ThreadPanel } from './thread-panel.tsx';
import { useActions } from './use-actions.ts';
import { useAfterDeleting } from './use-after-deleting.ts';
import { useAfterEditing } from './use-after-editing.ts';
import { useConversation } from './use-conversation.ts';
import { useJump } from './use-jump.ts';
import { useMentionable } from './use-mentionable.ts';
import { useOutgoing } from './use-outgoing.ts';
import { usePlace } from './use-place.ts';
import { useScroll } from './use-scroll.ts';
import { useSeen, useVisible } from './use-seen.ts';
import { useThreadParent } from './use-thread-parent.ts';

/** One room: what was said, who is here, and the place to write. */
export function Conversation({ room }: { readonly room: Room }): ReactNode {
  const { uuid, topic, chat_room_name: name, current_participant: participant } = room;
  const { id: self, role } = useMember();
  const { markRead } = useRooms();
  const place = usePlace();
  const { openThread } = place;
  // The focus goes to what the address names.
  const [led] = useState(place.message !== undefined || place.thread !== undefined);
  const talk = useConversation(room, self, place.message);
  const { chat, store, lines, list, hasOlder, hasNewer, loading, error } = talk;
  const sending = useOutgoing(topic, chat, null);
  const files = useFileQueue(room, null);
  const narrow = useNarrow();
  const desk = useDesk();
  const [since] = useState(participant?.last_read_message_id ?? undefined);
  const [members, setMembers] = useState(false);
  const [dialog, setDialog] = useState<RoomDialog>();
  const composer = useRef<ComposerHandle>(null);

  const older = useCallback(() => void store.older(), [store]);
  const newer = useCallback(() => void store.newer(), [store]);
  const failed = error !== undefined;
  const onStart = useCallback(() => {
    if (!failed) older();
  }, [failed, older]);
  const scroll = useScroll({ lines, hasNewer, onStart, onEnd: newer });
  const { box, content, atEnd, toEnd, toLine, onScroll } = scroll;
  useEffect(() => {
    store.following = atEnd;
  }, [store, atEnd]);

  const visible = useVisible();
  const looking = atEnd && visible;
  const { newAfter, unseen } = useSeen(lines, looking, since);
  const unread = room.unread_messages_count > 0 && participant !== null;
  useEffect(() => {
    if (looking && unread && list.length > 0) markRead(uuid);
  }, [looking, unread, list, markRead, uuid]);
  useTitle(name);

  const { jump, marked, reply, trouble: lost } = useJump({ talk, uuid, place, toLine });
  const actions = useActions({
    room,
    self,
    change: talk.change,
    openThread: (message) => {
      setMembers(false);
      openThread(message.id);
    },
    jump,
  });
  const { editing, deleting, trouble = lost, done } = actions;
  useAfterEditing(editing, lines, () => composer.current?.focus());

  useAfterDeleting(deleting?.id);

  const parent = useThreadParent(uuid, place.thread, talk);
  const closeThread = useCallback(() => {
    openThread(undefined);
    const line = box.current?.querySelector<HTMLElement>(`[data-key="${place.thread}"]`);
    if (line) line.focus({ preventScroll: true });
    else composer.current?.focus();
  }, [openThread, box, place.thread]);

  const context = useMemo<ConversationContextType>(() => {
    const senders = new Map(list.map(({ sender }) => [sender.community_member_id, sender.name]));
    return {
      room,
      self,
      isAdministrator: role === 'admin',
      actions: actions.actions,
      nameOf: (id) =>
        id === self ? 'You' : (chat.userList.get(`m${id}`)?.name ?? senders.get(id)),
    };
  }, [room, self, role, actions.actions, chat.userList, list]);

  const sendFiles = (given: readonly File[]): void => {
    files.add(given);
    if (hasNewer) void store.open();
    toEnd();
  };
  const refused = chat.error !== undefined && !chat.error.retry;
  const empty = lines.length === 0 && sending.outgoing.length === 0;
  const pinned = room.pinned_message;
  const typing = chat.typing.filter((t) => t.parent_message_id === null);
  return (
    <ConversationContext value={context}>
      <div className={css.page}>
        <DropZone className={css.talk} to={name} disabled={refused} onFiles={sendFiles}>
          <ConversationHeader
            room={room}
            online={chat.count}
            membersShown={members}
            onMembers={() => {
              if (!members && place.thread !== undefined) openThread(undefined);
              setMembers(!members);
            }}
            onDialog={setDialog}
            back={narrow}
            takesFocus={!desk}
          />
          {pinned !== null && pinned.deleted_at === null && !refused && (
            <PinnedBar message={list.find(({ id }) => id === pinned.id) ?? pinned} />
          )}
          <div className={css.scroll} data-scroll ref={box} onScroll={onScroll}>
            <div className={css.content} ref={content}>
              {refused ? (
                <Notice alert title="You cannot read here">
                  {chat.error?.message}
                </Notice>
              ) : (
                <>
                  {loading === 'start' && lines.length === 0 && <Loading />}
                  {failed && lines.length === 0 && (
                    <Notice
                      alert
                      title="The messages did not come"
                      action={<Button onClick={() => void store.open()}>Try again</Button>}
                    >
                      {errorText(error)}
                    </Notice>
                  )}
                  {loading === undefined && !failed && empty && (
                    <Notice icon={<MessageCircle />} title="Nothing said yet">
                      Be the first to write in {name}.
                    </Notice>
                  )}
                  <MessageList
                    label={`Messages in ${name}`}
                    lines={lines}
                    newAfter={newAfter}
                    hasOlder={hasOlder}
                    loadingOlder={loading === 'older'}
                    onOlder={older}
                    editing={editing}
                    marked={marked}
                    error={
                      failed && lines.length > 0
                        ? `More messages could not be loaded: ${errorText(error)}`
                        : undefined
                    }
                  />
                  <OutgoingList
                    label="Your messages on their way"
                    sending={sending}
                    onActed={() => composer.current?.focus()}
                  />
                </>
              )}
            </div>
          </div>
          <div className={css.foot}>
            {!atEnd && lines.length > 0 && (
              <JumpButton
                unseen={unseen}
                onJump={() => {
                  if (hasNewer) void store.open();
                  toEnd();
                  composer.current?.focus();
                }}
              />
            )}
            <div className={css.said} role="status">
              {done}
            </div>
            {trouble !== undefined && <Trouble>{trouble}</Trouble>}
            {files.trouble !== undefined && <Trouble>{files.trouble}</Trouble>}
            <FilesOnTheirWay queue={files} onActed={() => composer.current?.focus()} />
            <TypingLine names={typing.map((t) => t.name)} />
            <Composer
              ref={composer}
              label={`Message to ${name}`}
              placeholder="Write a message"
              draft={uuid}
              disabled={refused}
              autoFocus={desk && !led}
              usePeople={useMentionable}
              onTyping={chat.tellTyping}
              onFiles={sendFiles}
              onUp={() => {
                const mine = lines.findLast(
                  (l) =>
                    l.mine && powersOf(l.message, context).mayEdit && l.message.deleted_at === null,
                );
                if (mine !== undefined) actions.actions.edit(mine.message);
              }}
              onSend={(rich_text_body) => {
                sending.send({ rich_text_body });
                if (hasNewer) void store.open();
                toEnd();
              }}
            />
          </div>
          {loading !== 'start' && <Announcer label="New messages" lines={lines} />}
        </DropZone>
        {parent !== undefined && parent !== null && !refused && (
          <ThreadPanel
            key={parent.id}
            parent={parent}
            conversation={talk}
            editing={editing}
            onEdit={actions.actions.edit}
            onClose={closeThread}
            around={reply}
          />
        )}
        <RoomMembers
          room={room}
          online={chat.online}
          count={chat.count}
          self={`m${self}`}
          shown={members}
          onClose={() => setMembers(false)}
          inviting={dialog === 'invite'}
          onInvite={(open) => setDialog(open ? 'invite' : undefined)}
        />
        <RoomDialogs room={room} dialog={dialog} onClose={() => setDialog(undefined)} />
        <DeleteDialog
          message={deleting}
          mine={deleting?.sender.community_member_id === self}
          onClose={actions.stopDeleting}
        />
      </div>
    </ConversationContext>
  );
}
