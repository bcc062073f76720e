import { ActionIcon } from '@mantine/core';
import type { MessageView } from '@parley/domains/chat/schema';
import { X } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { messagesApi } from '../../api/messages.ts';
import { threadsApi } from '../../api/threads.ts';
import { errorText } from '../../ui/error-text.ts';
import { Trouble } from '../../ui/notice.tsx';
import { Composer, type ComposerHandle } from '../composer/composer.tsx';
import { TypingLine } from '../composer/typing-line.tsx';
import { FilesOnTheirWay } from '../files/files-on-their-way.tsx';
import { useFileQueue } from '../files/use-file-queue.ts';
import { Announcer } from './announcer.tsx';
import { powersOf, useConversationContext } from './conversation-context.ts';
import { lineMaker } from './line.ts';
import { Loading } from './loading.tsx';
import { MessageList } from './message-list.tsx';
import { MessageStore } from './message-store.ts';
import { OutgoingList } from './outgoing-list.tsx';
import css from './thread-panel.module.css';
import type { Conversation } from './use-conversation.ts';
import { useAfterEditing } from './use-after-editing.ts';
import { useMentionable } from './use-mentionable.ts';
import { useOutgoing } from './use-outgoing.ts';
import { useScroll } from './use-scroll.ts';
import { useVisible } from './use-seen.ts';

interface ThreadPanelProps {
  /** The message that the thread hangs on. */
  readonly parent: MessageView;
  readonly conversation: Conversation;
  readonly editing: string | undefined;
  readonly onEdit: (message: MessageView) => void;
  readonly onClose: () => void;
  /** A reply to show. */
  readonly around: number | undefined;
}

/** A message with what was answered to it, beside the conversation. */
export function ThreadPanel(props: ThreadPanelProps): ReactNode {
  const { parent, conversation, editing, onEdit, onClose, around } = props;
  const context = useConversationContext();
  const { room, self } = context;
  const { chat, follow } = conversation;
  const { uuid, topic } = room;
  const composer = useRef<ComposerHandle>(null);
  const [first] = useState(around);
  const store = useMemo(
    () =>
      new MessageStore({ load: (query) => messagesApi.window(uuid, query), parentId: parent.id }),
    [uuid, parent.id],
  );
  useEffect(() => {
    const stop = follow(store);
    void store.open(first);
    return stop;
  }, [store, follow, first]);
  const { list, hasOlder, hasNewer, loading, error } = useSyncExternalStore(
    store.subscribe,
    store.read,
  );
  const toLines = useMemo(() => lineMaker(self), [self]);
  const lines = useMemo(() => toLines(list), [toLines, list]);
  const head = useMemo(() => toLines([parent]), [toLines, parent]);
  const sending = useOutgoing(topic, chat, parent.id);
  const files = useFileQueue(room, parent.id);
  const older = useCallback(() => void store.older(), [store]);
  const newer = useCallback(() => void store.newer(), [store]);
  const { box, content, atEnd, toEnd, toLine, onScroll } = useScroll({
    lines,
    hasNewer,
    onStart: older,
    onEnd: newer,
  });
  useEffect(() => {
    store.following = atEnd;
  }, [store, atEnd]);
  useEffect(() => {
    if (around !== undefined) toLine(`${around}`);
  }, [around, toLine]);

  // Who sees the newest reply has read the thread.
  const looking = useVisible() && atEnd;
  const last = list.at(-1);
  const thread = parent.chat_thread_id ?? last?.chat_thread_id ?? null;
  const lastId = last?.id;
  useEffect(() => {
    if (!looking || thread === null || lastId === undefined) return;
    // What was not marked now is with the next reply, or when it is opened again.
    threadsApi.markRead(thread).catch(() => {});
  }, [looking, thread, lastId]);

  const count = parent.replies_count;
  useAfterEditing(editing, lines, () => composer.current?.focus());
  const typing = chat.typing.filter((t) => t.parent_message_id === parent.id);
  return (
    <aside
      className={css.panel}
      aria-label="Thread"
      onKeyDown={(event) => {
        // A menu of a reply is elsewhere in the page, and closes by itself.
        const inside = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key === 'Escape' && inside && !event.defaultPrevented) onClose();
      }}
    >
      <div className={css.head}>
        <h2 className={css.title}>Thread</h2>
        <ActionIcon aria-label="Close the thread" onClick={onClose}>
          <X aria-hidden size={19} />
        </ActionIcon>
      </div>
      <div className={css.scroll} data-scroll ref={box} onScroll={onScroll}>
        <div ref={content}>
          <MessageList
            label="The message"
            lines={head}
            hasOlder={false}
            loadingOlder={false}
            onOlder={older}
            inThread
            days={false}
          />
          <p className={css.count}>
            {count === 0 && 'No replies yet. Write the first one.'}
            {count === 1 && '1 reply'}
            {count > 1 && `${count} replies`}
          </p>
          {loading === 'start' && lines.length === 0 && parent.replies_count > 0 && <Loading />}
          {error !== undefined && <Trouble>The replies did not come. {errorText(error)}</Trouble>}
          <MessageList
            label="Replies"
            lines={lines}
            hasOlder={hasOlder}
            loadingOlder={loading === 'older'}
            onOlder={older}
            editing={editing}
            inThread
          />
          <OutgoingList
            label="Your replies on their way"
            sending={sending}
            onActed={() => composer.current?.focus()}
          />
        </div>
      </div>
      <div className={css.foot}>
        {files.trouble !== undefined && <Trouble>{files.trouble}</Trouble>}
        <FilesOnTheirWay queue={files} onActed={() => composer.current?.focus()} />
        <TypingLine names={typing.map(({ name }) => name)} />
        <Composer
          ref={composer}
          label={`Reply to ${parent.sender.community_member_id === self ? 'yourself' : parent.sender.name}`}
          placeholder="Reply"
          draft={`${uuid}:${parent.id}`}
          usePeople={useMentionable}
          autoFocus
          onTyping={() => chat.tellTyping(parent.id)}
          onFiles={(given) => {
            files.add(given);
            toEnd();
          }}
          onEscape={() => {
            onClose();
            return true;
          }}
          onUp={() => {
            const mine = lines.findLast(
              (line) =>
                line.mine &&
                powersOf(line.message, context).mayEdit &&
                line.message.deleted_at === null,
            );
            if (mine !== undefined) onEdit(mine.message);
          }}
          onSend={(rich_text_body) => {
            sending.send({ rich_text_body });
            if (hasNewer) void store.open();
            toEnd();
          }}
        />
      </div>
      {loading !== 'start' && <Announcer label="New replies" lines={lines} />}
    </aside>
  );
}
