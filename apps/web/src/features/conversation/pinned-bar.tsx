import { ActionIcon } from '@mantine/core';
import type { MessageView } from '@parley/domains/chat/schema';
import { Pin, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { saidIn } from '../files/file-words.ts';
import { powersOf, useConversationContext } from './conversation-context.ts';
import css from './pinned-bar.module.css';

/** The message that is pinned for everybody in the room, and the way to it. */
export function PinnedBar({ message }: { readonly message: MessageView }): ReactNode {
  const conversation = useConversationContext();
  const { actions } = conversation;
  const { mayPin } = powersOf(message, conversation);
  return (
    <section className={css.bar} aria-label="Pinned message">
      <Pin className={css.icon} aria-hidden size={16} />
      <button type="button" className={css.text} onClick={() => actions.jump(message.id)}>
        <b>{message.sender.name}:</b> {saidIn(message)}
      </button>
      {mayPin && (
        <ActionIcon
          size={32}
          aria-label="Unpin the message"
          title="Unpin"
          onClick={() => actions.pin(message, false)}
        >
          <X aria-hidden size={17} />
        </ActionIcon>
      )}
    </section>
  );
}
