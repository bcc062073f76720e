import { VisuallyHidden } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { AttachedFile } from '../files/attached-file.tsx';
import { RichText } from '../rich-text/rich-text.tsx';
import { useConversationContext } from './conversation-context.ts';
import { EditLine } from './edit-line.tsx';
import type { Line } from './line.ts';
import css from './message-group.module.css';
import { MessageTools } from './message-tools.tsx';
import { Reactions } from './reactions.tsx';
import { ThreadLink } from './thread-link.tsx';
import { clockTime, fullTime } from './times.ts';

interface MessageLineProps {
  readonly line: Line;
  /** Where Tab comes into the conversation. */
  readonly tabStop: boolean;
  /** Under the pointer or the focus: what can be done with it is shown. */
  readonly active: boolean;
  readonly editing: boolean;
  /** It was just jumped to. */
  readonly marked: boolean;
  readonly inThread: boolean;
  readonly onHold: (held: boolean) => void;
}

/** One message: its words, what was put to it, and what can be done with it. */
export const MessageLine = memo(function MessageLine(props: MessageLineProps): ReactNode {
  const { line, tabStop, active, editing, marked, inThread, onHold } = props;
  const { key, message, author, mine, text, timestamp } = line;
  const gone = message.deleted_at !== null;
  return (
    <li
      className={css.line}
      data-line
      data-key={key}
      data-marked={marked}
      data-gone={gone}
      tabIndex={tabStop ? 0 : -1}
    >
      <VisuallyHidden>{mine ? 'You' : author.name}: </VisuallyHidden>
      {editing ? (
        <EditLine line={line} />
      ) : (
        <div className={css.row}>
          <div className={css.bubble}>
            {gone ? <Gone /> : <Words line={line} text={text} />}
            {message.edited_at !== null && !gone && (
              <span className={css.edited} title={fullTime(message.edited_at)}>
                edited
              </span>
            )}
          </div>
          <time className={css.time} dateTime={timestamp} title={fullTime(timestamp)}>
            <span className={css.clock}>{clockTime(timestamp)}</span>
            <span className={css.full}>{fullTime(timestamp)}</span>
          </time>
        </div>
      )}
      {!gone && <Reactions message={message} />}
      {!inThread && <ThreadLink message={message} />}
      {active && !gone && !editing && (
        <MessageTools line={line} inThread={inThread} onHold={onHold} />
      )}
    </li>
  );
});

function Words({ line, text }: { readonly line: Line; readonly text: string }): ReactNode {
  const { self } = useConversationContext();
  const { file, rich_text_body: rich } = line.message;
  if (file !== undefined) return <AttachedFile file={file} />;
  return <RichText rich={rich} text={text} self={self} />;
}

function Gone(): ReactNode {
  return <em>This message was deleted.</em>;
}
