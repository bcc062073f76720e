import { ActionIcon, Menu } from '@mantine/core';
import {
  Copy,
  EllipsisVertical,
  Link as LinkIcon,
  MessageSquareReply,
  Pencil,
  Pin,
  PinOff,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { stepButtons } from '../../ui/step-buttons.ts';
import { EmojiButton } from '../emoji/emoji-button.tsx';
import { nameOf, QUICK } from '../emoji/emojis.ts';
import { powersOf, useConversationContext } from './conversation-context.ts';
import type { Line } from './line.ts';
import css from './message-tools.module.css';

interface MessageToolsProps {
  readonly line: Line;
  /** A reply: the thread is open already. */
  readonly inThread: boolean;
  /** Something of it is open: the line must stay as it is. */
  readonly onHold: (held: boolean) => void;
}

/** What can be done with the message under the pointer or the focus. */
export function MessageTools({ line, inThread, onHold }: MessageToolsProps): ReactNode {
  const conversation = useConversationContext();
  const { actions, room } = conversation;
  const { message, author, mine } = line;
  const { mayEdit, mayDelete, mayPin } = powersOf(message, conversation);
  const pinned = room.pinned_message?.id === message.id;
  return (
    <div
      className={css.tools}
      role="toolbar"
      aria-label={mine ? 'Actions for your message' : `Actions for the message of ${author.name}`}
      onKeyDown={stepButtons}
    >
      {QUICK.map((emoji) => (
        <ActionIcon
          key={emoji}
          size={32}
          className={css.quick ?? ''}
          aria-label={`React with ${nameOf(emoji)}`}
          title={`React with ${nameOf(emoji)}`}
          onClick={() => actions.react(message, emoji)}
        >
          <span aria-hidden="true">{emoji}</span>
        </ActionIcon>
      ))}
      <EmojiButton
        label="Add a reaction"
        onChoose={(emoji) => actions.react(message, emoji)}
        onOpen={onHold}
      />
      {!inThread && (
        <ActionIcon
          size={32}
          aria-label="Reply in a thread"
          title="Reply in a thread"
          onClick={() => actions.openThread(message)}
        >
          <MessageSquareReply aria-hidden size={18} />
        </ActionIcon>
      )}
      <Menu onChange={onHold} position="bottom-end">
        <Menu.Target>
          <ActionIcon size={32} aria-label="More actions" title="More actions">
            <EllipsisVertical aria-hidden size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <Menu.Item
              leftSection={<Pencil aria-hidden size={17} />}
              onClick={() => actions.edit(message)}
            >
              Edit
            </Menu.Item>
          )}
          {mayPin && (
            <Menu.Item
              leftSection={
                pinned ? <PinOff aria-hidden size={17} /> : <Pin aria-hidden size={17} />
              }
              onClick={() => actions.pin(message, !pinned)}
            >
              {pinned ? 'Unpin' : 'Pin for everybody'}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<Copy aria-hidden size={17} />}
            onClick={() => actions.copy(message, 'text')}
          >
            {message.file === undefined ? 'Copy the text' : 'Copy the address'}
          </Menu.Item>
          <Menu.Item
            leftSection={<LinkIcon aria-hidden size={17} />}
            onClick={() => actions.copy(message, 'link')}
          >
            Copy a link to it
          </Menu.Item>
          {mayDelete && (
            <Menu.Item
              leftSection={<Trash2 aria-hidden size={17} />}
              className={css.danger ?? ''}
              onClick={() => actions.remove(message)}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
