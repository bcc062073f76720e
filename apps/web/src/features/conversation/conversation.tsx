import { Button, Skeleton, VisuallyHidden } from '@mantine/core';
import { ArrowDown, MessageCircle } from 'lucide-react';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { useNarrow } from '../../shell/use-narrow.ts';
import type { Room } from '../../api/types.ts';
import { Notice } from '../../ui/notice.tsx';
import { useTitle } from '../../ui/use-title.ts';
import { RoomMembers } from '../members/room-members.tsx';
import { useRooms } from '../rooms/rooms-context.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import css from './conversation.module.css';
import { ConversationHeader, type RoomDialog } from './conversation-header.tsx';
import type { Line } from './line.ts';
import { MessageList } from './message-list.tsx';
import { OutgoingLine } from './outgoing-line.tsx';
import { RoomDialogs } from './room-dialogs.tsx';
import { TypingLine } from './typing-line.tsx';
import { useConversation } from './use-conversation.ts';
import { useDesk } from './use-desk.ts';
import { useScroll } from './use-scroll.ts';
import { useSeen, useVisible } from './use-seen.ts';

/** One room: what was said, who is here, and the place to write. */
export function Conversation({ room }: { readonly room: Room }): ReactNode {
  const { topic, uuid, name } = room;
  const talk = useConversation(topic);
  const { lines, older, hasOlder, loadingOlder, outgoing, count, typing } = talk;
  const narrow = useNarrow();
  const desk = useDesk();
  const { said, see, seenUntil } = useRooms();
  const [since] = useState(() => seenUntil(uuid));
  const [members, setMembers] = useState(false);
  const [dialog, setDialog] = useState<RoomDialog>();
  const composer = useRef<HTMLTextAreaElement>(null);

  const onStart = useCallback(() => {
    if (hasOlder && !loadingOlder && talk.error === undefined) older();
  }, [hasOlder, loadingOlder, talk.error, older]);
  const { box, content, atEnd, toEnd, onScroll } = useScroll(lines[0]?.key, onStart);
  const visible = useVisible();
  const onSeen = useCallback(
    ({ text, author, timestamp }: Line) => {
      see(uuid, timestamp);
      said(uuid, { text, author: author.name, timestamp });
    },
    [see, said, uuid],
  );
  const { newAfter, unseen } = useSeen(lines, atEnd && visible, since, onSeen);
  useTitle(unseen > 0 && !visible ? `(${unseen}) ${name}` : name);

  // The button pressed goes away with its line: the focus must not.
  function act(action: (id: string) => void, id: string): void {
    action(id);
    composer.current?.focus();
  }

  const refused = talk.error !== undefined && !talk.error.retry && lines.length === 0;
  return (
    <div className={css.page}>
      <div className={css.talk}>
        <ConversationHeader
          room={room}
          online={count}
          membersShown={members}
          onMembers={() => setMembers((shown) => !shown)}
          onDialog={setDialog}
          back={narrow}
          takesFocus={!desk}
        />
        <div className={css.scroll} data-scroll ref={box} onScroll={onScroll}>
          <div className={css.content} ref={content}>
            {talk.loading && !refused && <Loading />}
            {refused && (
              <Notice alert title="You cannot read here">
                {talk.error?.message}
              </Notice>
            )}
            {!talk.loading && !refused && lines.length === 0 && outgoing.length === 0 && (
              <Notice icon={<MessageCircle />} title="Nothing said yet">
                Be the first to write in {name}.
              </Notice>
            )}
            <MessageList
              label={`Messages in ${name}`}
              lines={lines}
              newAfter={newAfter}
              hasOlder={hasOlder}
              loadingOlder={loadingOlder}
              onOlder={older}
              error={
                lines.length > 0 && talk.error !== undefined
                  ? `Earlier messages could not be loaded: ${talk.error.message}`
                  : undefined
              }
            />
            <ol aria-label="Your messages on their way">
              {outgoing.map((line) => (
                <OutgoingLine
                  key={line.id}
                  line={line}
                  onRetry={(id) => act(talk.retry, id)}
                  onDiscard={(id) => act(talk.discard, id)}
                />
              ))}
            </ol>
          </div>
        </div>
        <div className={css.foot}>
          {!atEnd && (
            <Button
              className={css.jump ?? ''}
              size="sm"
              variant={unseen > 0 ? 'filled' : 'default'}
              leftSection={<ArrowDown aria-hidden size={16} />}
              onClick={() => {
                toEnd();
                composer.current?.focus();
              }}
            >
              {unseen > 0 ? `${unseen} new message${unseen === 1 ? '' : 's'}` : 'To the latest'}
            </Button>
          )}
          <TypingLine names={typing} />
          <Composer
            key={uuid}
            uuid={uuid}
            roomName={name}
            disabled={refused}
            inputRef={composer}
            autoFocus={desk}
            onTyping={talk.tellTyping}
            onSend={(text) => {
              talk.send(text);
              toEnd();
            }}
          />
        </div>
        {!talk.loading && <Announcer lines={lines} />}
      </div>
      <RoomMembers
        room={room}
        online={talk.online}
        count={count}
        self={talk.self}
        shown={members}
        onClose={() => setMembers(false)}
        inviting={dialog === 'invite'}
        onInvite={(open) => setDialog(open ? 'invite' : undefined)}
      />
      <RoomDialogs room={room} dialog={dialog} onClose={() => setDialog(undefined)} />
    </div>
  );
}

function Loading(): ReactNode {
  return (
    <div className={css.loading} role="status">
      <VisuallyHidden>Loading messages…</VisuallyHidden>
      {[60, 42, 74, 35].map((width) => (
        <Skeleton key={width} height={38} width={`${width}%`} radius="lg" />
      ))}
    </div>
  );
}
